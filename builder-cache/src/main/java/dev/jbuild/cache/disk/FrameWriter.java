package dev.jbuild.cache.disk;

import dev.jbuild.core.oci.Digest;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.zip.CRC32C;

/**
 * Writes a framed file: a magic word that names format and version, fields, and at the end the length of all before and a CRC-32C.
 * Numbers are big-endian; texts and byte strings have their length before them. Used by one thread. Closing closes the stream;
 * without {@link #end} before it the file is a damaged one.
 */
public final class FrameWriter implements Closeable {
    static final int TRAILER_BYTES = 12; // length of what is before, CRC-32C of that and the length

    private static final int FIRST_BYTES = 2 * 1024; // enough for a record, of which each step writes several
    private static final int BUFFER_BYTES = 64 * 1024; // 64 KiB

    private final OutputStream out;
    private ByteBuffer buffer = ByteBuffer.allocate(FIRST_BYTES);
    private final CRC32C checksum = new CRC32C();
    private long written;

    public FrameWriter(OutputStream out, int magic) throws IOException {
        this.out = out;
        u32(magic);
    }

    public void u8(int value) throws IOException {
        room(1).put((byte) value);
    }

    public void u16(int value) throws IOException {
        room(2).putShort((short) value);
    }

    public void u32(long value) throws IOException {
        room(4).putInt((int) value);
    }

    public void i64(long value) throws IOException {
        room(8).putLong(value);
    }

    /** At most 65,535 bytes. */
    public void shortBytes(byte[] bytes) throws IOException {
        if (bytes.length > 0xffff) {
            throw new IOException("got " + bytes.length + " bytes where the store keeps at most 65535");
        }
        u16(bytes.length);
        raw(bytes);
    }

    public void bytes(byte[] bytes) throws IOException {
        u32(bytes.length);
        raw(bytes);
    }

    public void text(String text) throws IOException {
        bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    public void digest(Digest digest) throws IOException {
        u8(digest.algorithm().ordinal());
        raw(digest.hash());
    }

    public void instant(Instant instant) throws IOException {
        i64(instant.getEpochSecond());
        u32(instant.getNano());
    }

    /** The rest of the fields as a stream, whose format says where it ends. Closing it does nothing. */
    public OutputStream stream() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                u8(b);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                raw(bytes, offset, length);
            }
        };
    }

    /** Ends the file. Nothing may be written after it. */
    public void end() throws IOException {
        flush();
        long length = written;
        i64(length);
        flush();
        u32(checksum.getValue());
        flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    /** Bytes whose number the format knows. */
    public void raw(byte[] bytes) throws IOException {
        raw(bytes, 0, bytes.length);
    }

    /** A part of an array whose length the format knows. */
    public void raw(byte[] bytes, int start, int length) throws IOException {
        int offset = start;
        while (offset < start + length) {
            int count = Math.min(start + length - offset, buffer.remaining());
            buffer.put(bytes, offset, count);
            offset += count;
            if (!buffer.hasRemaining()) {
                handOn();
            }
        }
    }

    private ByteBuffer room(int bytes) throws IOException {
        if (buffer.remaining() < bytes) {
            handOn();
        }
        return buffer;
    }

    /** Makes room, more of it when it was little. */
    private void handOn() throws IOException {
        flush();
        if (buffer.capacity() < BUFFER_BYTES) {
            buffer = ByteBuffer.allocate(BUFFER_BYTES);
        }
    }

    private void flush() throws IOException {
        checksum.update(buffer.array(), 0, buffer.position());
        out.write(buffer.array(), 0, buffer.position());
        written += buffer.position();
        buffer.clear();
    }
}
