package dev.jbuild.exec.sandbox;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.util.Collections;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Finds where mounts go, in the tree of the image and never on the host, and remembers which mount points the tree lacks. Mounts
 * are asked for in the order in which they are attached. Used by one thread.
 */
final class MountPoints {
    private static final Set<TreePath> REAL_DIRECTORIES =
            Set.of(TreePath.of("proc"), TreePath.of("sys"), TreePath.of("dev"));

    private final Tree tree;
    private final Set<TreePath> mounted = new HashSet<>();
    private final SortedMap<TreePath, MountPoint.Kind> missing = new TreeMap<>();

    MountPoints(Tree tree) {
        this.tree = tree;
    }

    /** Where the target is; from now on the tree says nothing of what lies below. */
    MountPoint add(String target, MountPoint.Kind kind) {
        return add(target, TreePath.clean(target), kind);
    }

    /** The same, where it is known what path the target is. */
    MountPoint add(String target, TreePath path, MountPoint.Kind kind) {
        if (path.isRoot()) {
            throw refused(target, "nothing can be mounted on the root");
        }
        MountPoint point = find(target, path, kind);
        mounted.add(point.path());
        return point;
    }

    /** Where a path leads, as seen by who runs inside, all mounts in place. */
    MountPoint find(String target, MountPoint.Kind kind) {
        return find(target, TreePath.clean(target), kind);
    }

    /** Mount points that no layer has. */
    SortedMap<TreePath, MountPoint.Kind> missing() {
        return Collections.unmodifiableSortedMap(missing);
    }

    private MountPoint find(String target, TreePath path, MountPoint.Kind kind) {
        TreePath walked = TreePath.ROOT;
        Optional<TreePath> within = Optional.empty();
        for (TreePath name : path.components()) {
            walked = within.isPresent() ? walked.resolve(name) : resolved(target, walked.resolve(name));
            Optional<TreePath> mount = mountOf(walked);
            within = mount.isPresent() ? mount : within;
        }
        boolean isMount = within.filter(walked::equals).isPresent();
        if (within.isEmpty()) {
            need(target, walked, kind);
        }
        return new MountPoint(walked, kind, isMount ? Optional.empty() : within);
    }

    /** Follows the last component alone: those before it are no links any more. */
    private TreePath resolved(String target, TreePath path) {
        Optional<TreeEntry> there = tree.get(path);
        if (there.isEmpty() || !(there.get() instanceof TreeEntry.Symlink)) {
            return path;
        }
        TreePath resolved = tree.resolve(path).orElseThrow(() -> refused(target, "too many symbolic links on the way"));
        if (REAL_DIRECTORIES.contains(path) && !resolved.equals(path)) {
            throw BuildException.of(
                    ErrorCode.IMAGE_INVALID, "/" + path + " of the image is a symbolic link, want a directory");
        }
        return resolved;
    }

    /** The innermost mount that has this path. */
    private Optional<TreePath> mountOf(TreePath path) {
        for (TreePath at = path; !at.isRoot(); at = at.parent()) {
            if (mounted.contains(at)) {
                return Optional.of(at);
            }
        }
        return Optional.empty();
    }

    private void need(String target, TreePath path, MountPoint.Kind kind) {
        Optional<TreeEntry> there = tree.get(path);
        if (there.isPresent()) {
            boolean directory = there.get() instanceof TreeEntry.Directory;
            if (directory != (kind == MountPoint.Kind.DIRECTORY)) {
                throw refused(target, directory ? "got a directory, want a file" : "got a file, want a directory");
            }
            return;
        }
        for (TreePath parent = path.parent(); !parent.isRoot(); parent = parent.parent()) {
            Optional<TreeEntry> above = tree.get(parent);
            if (above.isPresent() && !(above.get() instanceof TreeEntry.Directory)) {
                throw refused(target, "/" + parent + " is no directory");
            }
        }
        missing.put(path, kind);
    }

    private static BuildException refused(String target, String why) {
        return BuildException.of(ErrorCode.USAGE, "cannot mount on \"" + target + "\": " + why);
    }
}
