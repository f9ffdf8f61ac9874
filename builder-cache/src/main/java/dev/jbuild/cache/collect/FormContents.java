package dev.jbuild.cache.collect;

import dev.jbuild.core.file.FileKind;
import dev.jbuild.core.file.FileStat;
import dev.jbuild.core.file.RootDirectories;
import dev.jbuild.core.file.RootDirectory;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.tree.LayerEntry;
import dev.jbuild.core.tree.LayerIndex;
import dev.jbuild.core.tree.TreeEntry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** Compares a layer's directory form with its index, bytes included. */
final class FormContents {
    private FormContents() {}

    /** What differs first, in words; empty when nothing does. */
    static Optional<String> firstDifference(RootDirectories directories, Path root, LayerIndex index)
            throws IOException {
        try (RootDirectory form = directories.open(root)) {
            for (LayerEntry entry : index.entries()) {
                if (entry instanceof LayerEntry.Present present && !isSame(form, present)) {
                    return Optional.of("\"" + present.path() + "\" in the directory form is not what the layer has");
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isSame(RootDirectory form, LayerEntry.Present present) throws IOException {
        Optional<FileStat> stat = form.stat(present.path());
        if (stat.isEmpty()) {
            return present.entry() instanceof TreeEntry.Special; // devices are not made without the privilege
        }
        FileKind kind = stat.get().kind();
        if (present.entry() instanceof TreeEntry.Directory) {
            return kind == FileKind.DIRECTORY;
        }
        if (present.entry() instanceof TreeEntry.Symlink link) {
            return kind == FileKind.SYMLINK && Arrays.equals(link.target(), form.readLink(present.path()));
        }
        if (present.entry() instanceof TreeEntry.RegularFile file) {
            return kind == FileKind.REGULAR
                    && stat.get().sizeBytes() == file.sizeBytes()
                    && hash(form, present, file.content().algorithm())
                            .equals(file.content().hex());
        }
        return true;
    }

    private static String hash(RootDirectory form, LayerEntry.Present present, Digest.Algorithm algorithm)
            throws IOException {
        MessageDigest hash = algorithm.newMessageDigest();
        byte[] buffer = new byte[64 * 1024]; // 64 KiB
        try (InputStream in = form.open(present.path())) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                hash.update(buffer, 0, read);
            }
        }
        return HexFormat.of().formatHex(hash.digest());
    }
}
