package dev.jbuild.core.step;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.tree.LayerEntry;
import dev.jbuild.core.tree.LayerEntry.Present;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Decides where the files of an archive go. What the archive names replaces what is there, save that directories meet. A directory
 * that it only implies is the one that is there, links followed inside the rootfs, or is made. Used by one thread, once.
 */
final class ArchiveLayout {
    private final Selection archive;
    private final TreePath destination;
    private final Tree base;
    private final AttributeRules rules;
    private final SortedMap<TreePath, TreePath> roots = new TreeMap<>(); // directories of the archive -> where they are
    private final SortedMap<TreePath, TreeEntry> made = new TreeMap<>();

    ArchiveLayout(Selection archive, TreePath destination, Tree base, AttributeRules rules) {
        this.archive = archive;
        this.destination = destination;
        this.base = base;
        this.rules = rules.withoutMode();
    }

    /** The parts of the layer; those of redirected directories each on their own, so that every part is in path order. */
    List<LayerPart> parts() {
        roots.put(TreePath.ROOT, destination);
        for (LayerEntry entry : archive.files().entries()) {
            if (entry instanceof Present present && present.origin() == LayerEntry.Origin.IMPLIED) {
                implied(entry.path());
            }
        }
        List<LayerPart> parts = new ArrayList<>();
        parts.add(new LayerPart.Made(made, LayerPart.Meeting.YIELD));
        roots.forEach((root, target) -> parts.add(new ArchivePart(archive, root, target, roots.keySet(), rules)));
        return parts;
    }

    private void implied(TreePath directory) {
        if (directory.isRoot()) {
            return;
        }
        TreePath at = place(directory.parent()).resolve(directory.name());
        Optional<TreeEntry> there = base.get(at);
        if (there.isEmpty()) {
            made.put(at, rules.madeDirectory());
        } else if (!(there.get() instanceof TreeEntry.Directory)) {
            TreePath followed = base.resolve(at)
                    .filter(path -> path.isRoot() || base.get(path).orElse(null) instanceof TreeEntry.Directory)
                    .orElseThrow(() -> BuildException.of(
                            ErrorCode.COPY_CONFLICT,
                            "directory \"%s\" of the archive cannot be \"/%s\": it is a file there"
                                    .formatted(directory, at)));
            roots.put(directory, followed);
        }
    }

    private TreePath place(TreePath path) {
        for (TreePath above = path; ; above = above.parent()) {
            TreePath target = roots.get(above);
            if (target != null) {
                return target.resolve(path.relativeTo(above));
            }
        }
    }
}
