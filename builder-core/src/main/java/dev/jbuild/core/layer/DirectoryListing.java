package dev.jbuild.core.layer;

import dev.jbuild.core.file.RootDirectory;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The names in a directory of changes, the marks of an overlay understood. */
final class DirectoryListing {
    private static final List<String> OPAQUE_XATTRS = List.of("user.overlay.opaque", "trusted.overlay.opaque");
    private static final byte[] YES = {'y'};

    private final SortedMap<TreePath, Mark> names;
    private final boolean opaque;

    private DirectoryListing(SortedMap<TreePath, Mark> names, boolean opaque) {
        this.names = names;
        this.opaque = opaque;
    }

    /** What a name says. */
    enum Mark {
        /** A file of this name is there. */
        THERE,
        /** A {@code .wh.} file says that there is none. */
        GONE
    }

    static DirectoryListing read(ChangedFiles changes, TreePath path) throws IOException {
        SortedMap<TreePath, Mark> names = new TreeMap<>();
        boolean upper = changes.kind() == ChangedFiles.Kind.UPPER;
        boolean opaque = upper && isMarkedOpaque(changes.directory(), path);
        for (TreePath name : changes.directory().list(path)) {
            if (!name.nameStartsWith(TarFormat.WHITEOUT)) {
                names.put(name, Mark.THERE);
            } else if (!upper) {
                throw new IOException("no layer can hold a file named \"" + path.resolve(name) + "\"");
            } else if (name.nameStartsWith(TarFormat.WHITEOUT_META)) {
                opaque |= name.equals(TreePath.of(TarFormat.OPAQUE));
            } else {
                names.putIfAbsent(TarNames.of(name.toBytes()).hidden(), Mark.GONE);
            }
        }
        return new DirectoryListing(names, opaque);
    }

    private static boolean isMarkedOpaque(RootDirectory directory, TreePath path) throws IOException {
        for (String name : OPAQUE_XATTRS) {
            if (directory
                    .xattr(path, name)
                    .filter(value -> Arrays.equals(value, YES))
                    .isPresent()) {
                return true;
            }
        }
        return false;
    }

    SortedMap<TreePath, Mark> names() {
        return Collections.unmodifiableSortedMap(names);
    }

    /** True when nothing shows through from below. */
    boolean isOpaque() {
        return opaque;
    }
}
