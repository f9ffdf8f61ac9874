package dev.jbuild.core.solver;

import dev.jbuild.core.tree.Attributes;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes a list of files, each as its {@link FileLine} and a line end. Most lines are of plain files with the same attributes as the
 * one before: of those no text is made, only bytes. Only whole lines are handed on. Used by one thread.
 */
final class FileLineWriter implements Observation.Sink {
    private static final int BUFFER_BYTES = 16 * 1024; // 16 KiB
    private static final int MOST_PLAIN_BYTES = 4096 + 64; // a path, and what stands before it
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final OutputStream out;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int used;
    private long count;
    private @Nullable Attributes common; // of the file before, if it was a regular one
    private byte[] head = {}; // what its line began with, up to its content

    FileLineWriter(OutputStream out) {
        this.out = out;
    }

    @Override
    public void accept(TreePath path, TreeEntry entry) throws IOException {
        count++;
        if (used > buffer.length - MOST_PLAIN_BYTES) {
            flush();
        }
        if (!(entry instanceof TreeEntry.RegularFile file) || !isCommon(file) || !plain(path, file)) {
            flush();
            String line = FileLine.of(path, entry).toString() + '\n';
            out.write(line.getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    /** Hands on what was gathered. */
    void flush() throws IOException {
        out.write(buffer, 0, used);
        used = 0;
    }

    /** How many files it has been told of. */
    long count() {
        return count;
    }

    /** True when the line begins as the one that is kept, which it does from now on if it has no extended attributes. */
    private boolean isCommon(TreeEntry.RegularFile file) {
        Attributes now = file.attributes();
        Attributes before = common;
        if (!now.xattrs().isEmpty()) {
            return false;
        }
        if (before == null || now.mode() != before.mode() || now.uid() != before.uid() || now.gid() != before.gid()) {
            common = now;
            head = FileLine.of(TreePath.ROOT, file).beginning().getBytes(StandardCharsets.ISO_8859_1);
        }
        return true;
    }

    /** False for a path with characters that have to be escaped: then nothing was added. */
    private boolean plain(TreePath path, TreeEntry.RegularFile file) {
        int at = used;
        System.arraycopy(head, 0, buffer, at, head.length);
        at += head.length;
        byte[] hash = file.content().hash();
        for (int i = 0; i < FileLine.DIGEST_CHARS / 2; i++) {
            buffer[at++] = HEX[hash[i] >> 4 & 0xf];
            buffer[at++] = HEX[hash[i] & 0xf];
        }
        buffer[at++] = FileLine.SEPARATOR;
        buffer[at++] = FileLine.SEPARATOR; // there is nothing between, for extended attributes
        int end = at + path.length();
        path.copyTo(buffer, at);
        while (at < end) {
            byte b = buffer[at++];
            if (b == '\\' || b >= 0 && b < ' ') {
                return false;
            }
        }
        buffer[at++] = '\n';
        used = at;
        return true;
    }
}
