package dev.jbuild.cache.disk;

import dev.jbuild.core.oci.Digest;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.zip.CRC32C;

/**
 * Reads what {@link FrameWriter} wrote, piece by piece. What it gives is believed only after {@link #end}: until then a damaged file
 * may give anything, but never reads beyond the file or takes more memory than the file is long. Used by one thread. Closing closes
 * the stream.
 */
public final class FrameReader implements Closeable {
    private static final int MAX_BUFFER = 64 * 1024; // 64 KiB

    private final InputStream in;
    private final String name;
    private final CRC32C checksum = new CRC32C();
    private final ByteBuffer buffer;
    private final long length;
    private long unread; // bytes of the stream, without the trailer, that are not yet in the buffer

    /** @param sizeBytes of the whole file */
    public FrameReader(InputStream in, String name, long sizeBytes, int magic) throws IOException {
        this.in = in;
        this.name = name;
        this.length = sizeBytes - FrameWriter.TRAILER_BYTES;
        this.unread = length;
        this.buffer = ByteBuffer.allocate((int) Math.max(16, Math.min(MAX_BUFFER, sizeBytes)));
        buffer.flip();
        if (length < 4) {
            throw damaged("it is too short");
        }
        if (u32() != (magic & 0xffffffffL)) {
            throw damaged("it is of another format");
        }
    }

    /** The fields of a whole file in memory, checked beforehand, for readers that jump: from after the magic word to the trailer. */
    public static ByteBuffer whole(byte[] file, String name, int magic) throws DamagedFileException {
        int length = file.length - FrameWriter.TRAILER_BYTES;
        CRC32C checksum = new CRC32C();
        checksum.update(file, 0, Math.max(0, length + 8));
        ByteBuffer fields = ByteBuffer.wrap(file);
        if (length < 4
                || fields.getLong(length) != length
                || fields.getInt(length + 8) != (int) checksum.getValue()
                || fields.getInt() != magic) {
            throw new DamagedFileException("\"" + name + "\" is damaged or of another format");
        }
        return fields.limit(length);
    }

    public int u8() throws IOException {
        return need(1).get() & 0xff;
    }

    public int u16() throws IOException {
        return need(2).getShort() & 0xffff;
    }

    public long u32() throws IOException {
        return need(4).getInt() & 0xffffffffL;
    }

    public long i64() throws IOException {
        return need(8).getLong();
    }

    public byte[] shortBytes() throws IOException {
        return raw(u16());
    }

    public byte[] bytes() throws IOException {
        return raw(u32());
    }

    public String text() throws IOException {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    /** A number of things that follow, each of at least so many bytes. */
    public int count(int leastBytesEach) throws IOException {
        long count = u32();
        if (count * leastBytesEach > unread + buffer.remaining()) {
            throw damaged("it ends too early");
        }
        return (int) count;
    }

    public Digest digest() throws IOException {
        return switch (u8()) {
            case 0 -> Digest.ofHash(raw(32));
            case 1 ->
                new Digest(Digest.Algorithm.SHA512, java.util.HexFormat.of().formatHex(raw(64)));
            default -> throw damaged("it has a digest of an unknown kind");
        };
    }

    public Instant instant() throws IOException {
        try {
            return Instant.ofEpochSecond(i64(), u32());
        } catch (DateTimeException | ArithmeticException e) {
            throw new DamagedFileException("\"" + name + "\" is damaged: it has a time out of range", e);
        }
    }

    /** The rest of the fields, to the trailer. Closing it does nothing. */
    public InputStream stream() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                return isAtEnd() ? -1 : u8();
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                if (length > 0 && isAtEnd()) {
                    return -1;
                }
                int count = Math.min(length, buffer.remaining());
                buffer.get(bytes, offset, count);
                return count;
            }
        };
    }

    private boolean isAtEnd() throws IOException {
        if (buffer.hasRemaining()) {
            return false;
        }
        if (unread == 0) {
            return true;
        }
        fill();
        return false;
    }

    /** Checks that the file ends here and that everything read was what was written. */
    public void end() throws IOException {
        if (buffer.hasRemaining() || unread > 0) {
            throw damaged("it is too long");
        }
        byte[] trailer = in.readNBytes(FrameWriter.TRAILER_BYTES);
        if (trailer.length < FrameWriter.TRAILER_BYTES || in.read() >= 0) {
            throw damaged("its size changed");
        }
        ByteBuffer end = ByteBuffer.wrap(trailer);
        checksum.update(trailer, 0, 8);
        if (end.getLong() != length || end.getInt() != (int) checksum.getValue()) {
            throw damaged("its checksum is wrong");
        }
    }

    public DamagedFileException damaged(String why) {
        return new DamagedFileException("\"" + name + "\" is damaged: " + why);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private byte[] raw(long count) throws IOException {
        if (count > unread + buffer.remaining()) {
            throw damaged("it ends too early");
        }
        byte[] bytes = new byte[(int) count];
        int offset = Math.min(bytes.length, buffer.remaining());
        buffer.get(bytes, 0, offset);
        while (offset < bytes.length) {
            fill();
            int part = Math.min(bytes.length - offset, buffer.remaining());
            buffer.get(bytes, offset, part);
            offset += part;
        }
        return bytes;
    }

    private ByteBuffer need(int bytes) throws IOException {
        while (buffer.remaining() < bytes) {
            fill();
        }
        return buffer;
    }

    private void fill() throws IOException {
        if (unread == 0) {
            throw damaged("it ends too early");
        }
        buffer.compact();
        int read = in.read(buffer.array(), buffer.position(), (int) Math.min(buffer.remaining(), unread));
        if (read < 0) {
            throw damaged("its size changed");
        }
        checksum.update(buffer.array(), buffer.position(), read);
        unread -= read;
        buffer.position(buffer.position() + read);
        buffer.flip();
    }
}
