package dev.jbuild.core.layer;

import dev.jbuild.core.file.FileKind;
import dev.jbuild.core.file.FileStat;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which files of a directory of changes are names of one inode, and of these, which groups the layer must have whole. In an upper
 * that is every one: copying up makes a file of its own, so two names there were made by the command. In a whole rootfs it is
 * those that are not one group in the parent. Whiteouts share an inode too, but are no files.
 */
final class LinkGroups {
    private final Map<Inode, Integer> groups = new HashMap<>();
    private final Set<Inode> unchanged = new HashSet<>();

    private LinkGroups() {}

    private record Inode(long device, long number) {
        static Inode of(FileStat stat) {
            return new Inode(stat.device(), stat.inode());
        }
    }

    static LinkGroups of(ChangedFiles changes, Tree parent) throws IOException {
        LinkGroups links = new LinkGroups();
        if (changes.kind() == ChangedFiles.Kind.WHOLE) {
            Map<Inode, Optional<Tree.Origin>> origins = new HashMap<>();
            compare(changes, TreePath.ROOT, parent, origins);
            origins.forEach((inode, origin) -> {
                if (origin.isPresent()) {
                    links.unchanged.add(inode);
                }
            });
        }
        return links;
    }

    /** Finds for each inode with many names the one origin that all of them have in the parent, if they have. */
    private static void compare(
            ChangedFiles changes, TreePath directory, Tree parent, Map<Inode, Optional<Tree.Origin>> origins)
            throws IOException {
        for (TreePath name : changes.directory().list(directory)) {
            TreePath path = directory.resolve(name);
            FileStat stat = changes.directory().stat(path).orElse(null);
            if (stat == null) {
                continue;
            }
            if (stat.kind() == FileKind.DIRECTORY) {
                compare(changes, path, parent, origins);
            } else if (stat.kind() == FileKind.REGULAR && stat.links() > 1) {
                Optional<Tree.Origin> origin = parent.origin(path).filter(found -> found.linkGroup() != 0);
                origins.merge(Inode.of(stat), origin, (one, other) -> one.equals(other) ? one : Optional.empty());
            }
        }
    }

    /** The number of a file's group, from 1 on; 0 for a file that stands for itself. */
    int group(FileStat stat) {
        Inode inode = Inode.of(stat);
        return stat.links() < 2 || unchanged.contains(inode)
                ? 0
                : groups.computeIfAbsent(inode, key -> groups.size() + 1);
    }
}
