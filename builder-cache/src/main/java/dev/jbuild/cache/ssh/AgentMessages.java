package dev.jbuild.cache.ssh;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The messages of the agent protocol: a length, a type, and what belongs to it.
 *
 * @see <a href="https://datatracker.ietf.org/doc/html/draft-ietf-sshm-ssh-agent">SSH agent protocol, section 3</a>
 */
final class AgentMessages {
    static final int MOST_BYTES = 256 * 1024; // 256 KiB, as OpenSSH

    private AgentMessages() {}

    /** The next message without its length; empty when the other side has left. */
    static Optional<ByteBuffer> read(SocketChannel from) throws IOException {
        ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);
        if (!fill(from, length)) {
            return Optional.empty();
        }
        int bytes = length.getInt(0);
        if (bytes < 1 || bytes > MOST_BYTES) {
            throw new IOException("got a message of %d bytes, want at most %d".formatted(bytes, MOST_BYTES));
        }
        ByteBuffer message = ByteBuffer.allocate(bytes);
        if (!fill(from, message)) {
            throw new IOException("got a part of a message");
        }
        return Optional.of(message.flip());
    }

    /** False when there is nothing at all. */
    private static boolean fill(SocketChannel from, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (from.read(buffer) < 0) {
                if (buffer.position() == 0) {
                    return false;
                }
                throw new IOException("got a part of a message");
            }
        }
        return true;
    }

    static void write(SocketChannel to, ByteBuffer message) throws IOException {
        ByteBuffer whole = ByteBuffer.allocate(Integer.BYTES + message.remaining());
        whole.putInt(message.remaining()).put(message).flip();
        while (whole.hasRemaining()) {
            to.write(whole);
        }
    }

    /** A string of the protocol: a length and so many bytes. */
    static byte[] string(ByteBuffer message) throws IOException {
        if (message.remaining() < Integer.BYTES) {
            throw new IOException("got a part of a message");
        }
        int length = message.getInt();
        if (length < 0 || length > message.remaining()) {
            throw new IOException("got a string of %d bytes in a message".formatted(length));
        }
        byte[] bytes = new byte[length];
        message.get(bytes);
        return bytes;
    }

    static void putString(ByteBuffer message, byte[] bytes) {
        message.putInt(bytes.length).put(bytes);
    }

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
