package dev.jbuild.core.inventory;

import dev.jbuild.core.image.ImageFiles;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Files of an image as those who look for packages read them: below its root, links followed inside it, bounded. Used by one thread. */
final class PackageFiles {
    private final ImageFiles files;

    PackageFiles(ImageFiles files) {
        this.files = files;
    }

    /** Reads the lines of a regular file; false when there is none. */
    boolean readIfAny(TreePath path, Lines.Reader reader) throws IOException {
        Optional<TreePath> meant = files.tree().resolve(path);
        if (meant.isEmpty() || !isFile(meant.get())) {
            return false;
        }
        try (InputStream in = open(meant.get())) {
            reader.read(new Lines(in));
        }
        return true;
    }

    boolean isFile(TreePath path) {
        return files.tree().get(path).orElse(null) instanceof TreeEntry.RegularFile;
    }

    /** The bytes of a regular file, links not followed. The caller closes. */
    InputStream open(TreePath path) throws IOException {
        return files.contents().open(files.tree(), path);
    }

    /** The first bytes of a regular file, links not followed. */
    byte[] head(TreePath path, int mostBytes) throws IOException {
        try (InputStream in = open(path)) {
            return in.readNBytes(mostBytes);
        }
    }
}
