package dev.jbuild.cache.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/** What a request sends; asked anew for every try. Thread-safe. */
public interface RequestBody {
    /** Nothing. */
    RequestBody NONE = sent -> BodyPublishers.noBody();

    /** Publishes the bytes, telling how many went out. */
    BodyPublisher publisher(Sent sent) throws IOException;

    /** Bytes that are here. */
    static RequestBody of(byte[] bytes) {
        return sent -> BodyPublishers.ofByteArray(bytes);
    }

    /** The fields of a form, already encoded, which are for the address that they are sent to and for no other. */
    static RequestBody secretForm(String fields) {
        return new SecretForm(fields.getBytes(StandardCharsets.UTF_8));
    }

    /** True when a redirect must not take it along to another origin. */
    default boolean isSecret() {
        return false;
    }

    /** A form that holds something that lets its reader in. */
    record SecretForm(byte[] bytes) implements RequestBody {
        @Override
        public BodyPublisher publisher(Sent sent) {
            return BodyPublishers.ofByteArray(bytes);
        }

        @Override
        public boolean isSecret() {
            return true;
        }
    }

    /** So many bytes of a stream, which is opened when the request is sent and closed by it. */
    static RequestBody of(long sizeBytes, Opening opening) {
        return sent -> BodyPublishers.fromPublisher(
                BodyPublishers.ofInputStream(() -> {
                    try {
                        return new Counted(opening.open(), sent);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }),
                sizeBytes);
    }

    /** Opens what is to be sent. */
    interface Opening {
        InputStream open() throws IOException;
    }

    /** How much of a request went out; says whether a slow one still moves. Thread-safe. */
    final class Sent {
        private final AtomicLong bytes = new AtomicLong();

        long bytes() {
            return bytes.get();
        }
    }

    /** Counts what is read. Used by one thread. */
    final class Counted extends FilterInputStream {
        private final Sent sent;

        Counted(InputStream in, Sent sent) {
            super(in);
            this.sent = sent;
        }

        @Override
        public int read() throws IOException {
            int b = in.read();
            sent.bytes.addAndGet(b < 0 ? 0 : 1);
            return b;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = in.read(buffer, offset, length);
            sent.bytes.addAndGet(Math.max(0, read));
            return read;
        }
    }
}
