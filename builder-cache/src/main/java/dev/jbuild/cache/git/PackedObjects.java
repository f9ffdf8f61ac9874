package dev.jbuild.cache.git;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Objects in the packs of a repository, looked up by version 2 of their index. Used by one thread.
 *
 * @see <a href="https://git-scm.com/docs/gitformat-pack">gitformat-pack</a>
 */
final class PackedObjects {
    private static final int MAGIC = 0xff744f63;
    private static final int VERSION = 2;
    private static final int NAMES_AT = 8 + 256 * 4; // behind magic, version and the numbers of names by first byte
    private static final int OFFSET_DELTA = 6;
    private static final int NAME_DELTA = 7;
    private static final int MOST_DELTAS = 250; // git makes 50; each holds a file open

    private final Path objects;
    private final int nameBytes;

    private PackedObjects(Path objects, int nameBytes) {
        this.objects = objects;
        this.nameBytes = nameBytes;
    }

    /** An object of a directory {@code objects}; empty when no pack has it. */
    static Optional<byte[]> in(Path objects, String id) throws IOException {
        byte[] name = HexFormat.of().parseHex(id);
        return new PackedObjects(objects, name.length).find(name, 0);
    }

    private Optional<byte[]> find(byte[] name, int deltas) throws IOException {
        try (DirectoryStream<Path> indexes = Files.newDirectoryStream(objects.resolve("pack"), "*.idx")) {
            for (Path index : indexes) {
                long offset = offset(index, name);
                if (offset >= 0) {
                    String pack = index.getFileName().toString().replaceFirst("idx$", "pack");
                    return Optional.of(object(index.resolveSibling(pack), offset, deltas));
                }
            }
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    /** Where the pack of an index has an object; -1 when it does not. */
    private long offset(Path index, byte[] name) throws IOException {
        try (FileChannel file = FileChannel.open(index)) {
            ByteBuffer head = read(file, 0, NAMES_AT);
            if (head.getInt(0) != MAGIC || head.getInt(4) != VERSION) {
                throw new IOException("\"" + index + "\" is no index of version 2");
            }
            int first = name[0] & 0xff;
            long low = first == 0 ? 0 : Integer.toUnsignedLong(head.getInt(8 + 4 * (first - 1)));
            long high = Integer.toUnsignedLong(head.getInt(8 + 4 * first));
            long all = Integer.toUnsignedLong(head.getInt(8 + 4 * 255));
            while (low < high) {
                long middle = (low + high) >>> 1;
                byte[] there =
                        read(file, NAMES_AT + middle * nameBytes, nameBytes).array();
                int order = Arrays.compareUnsigned(there, name);
                if (order == 0) {
                    return offset(file, all, middle);
                }
                low = order < 0 ? middle + 1 : low;
                high = order < 0 ? high : middle;
            }
            return -1;
        }
    }

    private long offset(FileChannel file, long all, long number) throws IOException {
        long offsets = NAMES_AT + all * (nameBytes + 4);
        int offset = read(file, offsets + 4 * number, 4).getInt(0);
        return offset >= 0
                ? offset
                : read(file, offsets + 4 * all + 8L * (offset & 0x7fffffff), 8).getLong(0);
    }

    private static ByteBuffer read(FileChannel file, long position, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (file.read(bytes, position + bytes.position()) < 0) {
                throw new IOException("an index of a pack ends early");
            }
        }
        return bytes;
    }

    private byte[] object(Path pack, long offset, int deltas) throws IOException {
        if (offset < 0 || deltas > MOST_DELTAS) {
            throw new IOException("\"" + pack + "\" has deltas without a base");
        }
        try (FileChannel file = FileChannel.open(pack)) {
            file.position(offset);
            InputStream in = new BufferedInputStream(Channels.newInputStream(file));
            int head = next(in);
            long size = head & 0x0f;
            for (int shift = 4, b = head; (b & 0x80) != 0 && shift < 64; shift += 7) {
                b = next(in);
                size |= (b & 0x7fL) << shift;
            }
            int type = head >> 4 & 7;
            byte[] base = switch (type) {
                case OFFSET_DELTA -> object(pack, offset - distance(in), deltas + 1);
                case NAME_DELTA ->
                    find(in.readNBytes(nameBytes), deltas + 1)
                            .orElseThrow(() -> new IOException("a delta of an object that is not there"));
                default -> new byte[0];
            };
            byte[] bytes = HeadCommit.inflate(in, (int) Math.min(size, Integer.MAX_VALUE));
            return type < OFFSET_DELTA ? bytes : HeadCommit.patched(base, bytes);
        }
    }

    /** How far before a delta its base is. */
    private static long distance(InputStream in) throws IOException {
        int b = next(in);
        long distance = b & 0x7f;
        while ((b & 0x80) != 0) {
            b = next(in);
            distance = (distance + 1) << 7 | b & 0x7f;
        }
        return distance;
    }

    /** A number of seven bits a byte, the lowest first. */
    static long size(InputStream in) throws IOException {
        long size = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            int b = next(in);
            size |= (b & 0x7fL) << shift;
            if ((b & 0x80) == 0) {
                return size;
            }
        }
        throw new IOException("got a size of more than 63 bits");
    }

    /** A number of which each byte is there whose bit is set. */
    static long number(InputStream in, int bits, int bytes) throws IOException {
        long number = 0;
        for (int i = 0; i < bytes; i++) {
            if ((bits >> i & 1) != 0) {
                number |= (long) next(in) << 8 * i;
            }
        }
        return number;
    }

    private static int next(InputStream in) throws IOException {
        int b = in.read();
        if (b < 0) {
            throw new IOException("got an object that ends early");
        }
        return b;
    }
}
