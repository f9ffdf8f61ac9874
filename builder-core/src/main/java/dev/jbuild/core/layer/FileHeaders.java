package dev.jbuild.core.layer;

import dev.jbuild.core.tree.Attributes;
import dev.jbuild.core.tree.TreePath;
import org.jspecify.annotations.Nullable;

/**
 * Headers of regular files, one after another: the bytes of {@link TarHeader#of}, of which what one has in common with the one before
 * is not made again. Of many files little but name and size differs. Used by one thread.
 */
final class FileHeaders {
    private static final int SIZE_BITS = 3 * (TarFormat.SIZE.length() - 1);
    private static final int CHECKSUM_DIGITS = 6;

    private @Nullable Attributes common; // of the file before
    private byte[] nameless = {}; // the header of an empty file without a name that has them
    private int sum; // of the bytes of that header, its checksum taken as blanks

    byte[] of(TreePath path, Attributes attributes, long sizeBytes) {
        int length = path.length();
        if (length > TarFormat.NAME.length() || sizeBytes >>> SIZE_BITS != 0 || !isCommon(attributes)) {
            return TarHeader.of(TarFormat.REGULAR, path.toBytes(), attributes, sizeBytes);
        }
        byte[] block = nameless.clone();
        path.copyTo(block, TarFormat.NAME.start());
        int total = sum;
        for (int i = 0; i < length; i++) {
            total += block[i] & 0xff;
        }
        int at = TarFormat.SIZE.end() - 2;
        for (long left = sizeBytes; left != 0; left >>>= 3) {
            int digit = (int) (left & 7);
            block[at--] += (byte) digit;
            total += digit;
        }
        for (int i = TarFormat.CHECKSUM.start() + CHECKSUM_DIGITS - 1; i >= TarFormat.CHECKSUM.start(); i--) {
            block[i] = (byte) ('0' + (total & 7));
            total >>>= 3;
        }
        return block;
    }

    /** True when the header that is kept is of these attributes, from now on if not before; false for what one block cannot say. */
    private boolean isCommon(Attributes attributes) {
        Attributes before = common;
        if (before == null || !isSame(before, attributes)) {
            if (!attributes.xattrs().isEmpty()) {
                return false;
            }
            byte[] made = TarHeader.of(TarFormat.REGULAR, new byte[0], attributes, 0);
            if (made.length > TarFormat.BLOCK_BYTES) {
                return false;
            }
            common = attributes;
            nameless = made;
            sum = sumOf(made);
        }
        return true;
    }

    private static boolean isSame(Attributes one, Attributes other) {
        return one.mode() == other.mode()
                && one.uid() == other.uid()
                && one.gid() == other.gid()
                && one.mtimeSeconds() == other.mtimeSeconds()
                && other.xattrs().isEmpty();
    }

    private static int sumOf(byte[] block) {
        int sum = TarFormat.CHECKSUM.length() * ' ';
        for (int i = 0; i < block.length; i++) {
            boolean counts = i < TarFormat.CHECKSUM.start() || i >= TarFormat.CHECKSUM.end();
            sum += counts ? block[i] & 0xff : 0;
        }
        return sum;
    }
}
