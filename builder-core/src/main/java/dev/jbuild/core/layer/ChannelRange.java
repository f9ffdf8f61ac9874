package dev.jbuild.core.layer;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/** So many bytes of a channel from a position on, as a stream; a channel that has fewer throws EOFException. Closing closes it. */
final class ChannelRange extends InputStream {
    private final SeekableByteChannel channel;
    private long left;

    ChannelRange(SeekableByteChannel channel, long start, long sizeBytes) throws IOException {
        this.channel = channel;
        this.left = sizeBytes;
        channel.position(start);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (left == 0) {
            return -1;
        }
        int count = channel.read(ByteBuffer.wrap(bytes, offset, (int) Math.min(length, left)));
        if (count < 0) {
            throw new EOFException("a blob that ends " + left + " bytes early");
        }
        left -= count;
        return count;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
