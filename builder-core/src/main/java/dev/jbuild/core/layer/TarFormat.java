package dev.jbuild.core.layer;

/**
 * The places of the fields in a tar header block, and what stands in them.
 *
 * @see <a href="https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html#tag_20_92_13">POSIX, pax</a>
 */
final class TarFormat {
    static final int BLOCK_BYTES = 512;

    static final Field NAME = new Field(0, 100);
    static final Field MODE = new Field(100, 8);
    static final Field UID = new Field(108, 8);
    static final Field GID = new Field(116, 8);
    static final Field SIZE = new Field(124, 12);
    static final Field MTIME = new Field(136, 12);
    static final Field CHECKSUM = new Field(148, 8);
    static final int TYPE = 156;
    static final Field LINK_NAME = new Field(157, 100);
    static final Field MAGIC = new Field(257, 8); // with the version
    static final Field DEVICE_MAJOR = new Field(329, 8);
    static final Field DEVICE_MINOR = new Field(337, 8);
    static final Field PREFIX = new Field(345, 155);

    static final byte[] USTAR = {'u', 's', 't', 'a', 'r', 0, '0', '0'};
    static final byte[] GNU = {'u', 's', 't', 'a', 'r', ' ', ' ', 0};

    static final byte REGULAR = '0';
    static final byte OLD_REGULAR = 0;
    static final byte HARD_LINK = '1';
    static final byte SYMLINK = '2';
    static final byte CHARACTER_DEVICE = '3';
    static final byte BLOCK_DEVICE = '4';
    static final byte DIRECTORY = '5';
    static final byte FIFO = '6';
    static final byte CONTIGUOUS = '7';
    static final byte PAX = 'x';
    static final byte GLOBAL_PAX = 'g';
    static final byte GNU_LONG_NAME = 'L';
    static final byte GNU_LONG_LINK = 'K';
    static final byte GNU_SPARSE = 'S';

    static final String XATTR = "SCHILY.xattr.";
    static final String WHITEOUT = ".wh.";
    static final String OPAQUE = ".wh..wh..opq";
    /** Names with this prefix are a union file system's own, and no files of the layer. */
    static final String WHITEOUT_META = ".wh..wh.";

    private TarFormat() {}

    /** The number of zero bytes after so many bytes of content. */
    static int padding(long sizeBytes) {
        return (int) (-sizeBytes & (BLOCK_BYTES - 1));
    }

    /** A field of a header block. */
    record Field(int start, int length) {
        int end() {
            return start + length;
        }
    }
}
