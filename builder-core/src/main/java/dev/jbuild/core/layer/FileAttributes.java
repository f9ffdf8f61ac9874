package dev.jbuild.core.layer;

import dev.jbuild.core.file.FileKind;
import dev.jbuild.core.file.FileStat;
import dev.jbuild.core.tree.Attributes;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;

/** The attributes of changed files as a layer has them: whole seconds, kept xattrs, the owner that is meant. */
final class FileAttributes {
    private final ChangedFiles changes;

    FileAttributes(ChangedFiles changes) {
        this.changes = changes;
    }

    Attributes of(TreePath path, FileStat stat, Optional<TreeEntry> before) throws IOException {
        Attributes found = new Attributes(
                stat.kind() == FileKind.SYMLINK ? 0777 : stat.mode(),
                stat.uid(),
                stat.gid(),
                stat.mtimeSeconds(),
                xattrs(path, stat));
        return changes.ownership() == ChangedFiles.Ownership.OF_PARENT
                ? before.map(TreeEntry::attributes)
                        .map(old -> found.withOwner(old.uid(), old.gid()))
                        .orElse(found)
                : found;
    }

    /** Linux has the attributes that are kept on files and directories only. */
    private SortedMap<String, byte[]> xattrs(TreePath path, FileStat stat) throws IOException {
        return stat.kind() == FileKind.REGULAR || stat.kind() == FileKind.DIRECTORY
                ? changes.directory().xattrs(path)
                : Collections.emptySortedMap();
    }
}
