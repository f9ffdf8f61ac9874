package dev.jbuild.cache.registry;

import dev.jbuild.cache.http.Answer;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * A transfer of a known size that, when it is cut or stalls, is asked for again from where it was. It ends after exactly its size:
 * less is an exception, more too. Used by one thread.
 */
final class ResumedStream extends InputStream {
    private static final int MUCH_BYTES = 64 * 1024; // 64 KiB; who cuts or stalls before is not waited for without end

    private final Source source;
    private final long sizeBytes;
    private final Retries retries;
    private Optional<Answer> current = Optional.empty();
    private long offset;
    private int failures; // since much came
    private long failedAt;

    /** Opens the transfer at an offset. */
    interface Source {
        Answer open(long offset) throws IOException;
    }

    ResumedStream(Source source, long sizeBytes, Retries retries) {
        this.source = source;
        this.sizeBytes = sizeBytes;
        this.retries = retries;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int start, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (true) {
            try {
                if (offset == sizeBytes) {
                    endHere();
                    return -1;
                }
                int read = body().read(buffer, start, (int) Math.min(length, sizeBytes - offset));
                if (read < 0) {
                    throw new EOFException("the transfer ended after " + offset + " of " + sizeBytes + " bytes");
                }
                offset += read;
                if (offset - failedAt >= MUCH_BYTES) {
                    failures = 0;
                }
                return read;
            } catch (LongerException e) {
                throw e;
            } catch (IOException e) {
                closeCurrent();
                failures++;
                failedAt = offset;
                if (failures >= retries.attempts() || !Retries.mayChange(e)) {
                    throw e;
                }
                retries.pause(failures, e);
            }
        }
    }

    private void endHere() throws IOException {
        if (current.isPresent() && current.get().body().read() >= 0) {
            throw new LongerException("got more than the " + sizeBytes + " bytes that were promised");
        }
        closeCurrent();
    }

    private InputStream body() throws IOException {
        if (current.isEmpty()) {
            Answer answer = source.open(offset);
            current = Optional.of(answer);
            position(answer);
        }
        return current.get().body();
    }

    /**
     * A server that knows no ranges begins anew; what is known is skipped, and the digest tells whether it was the same. At offset 0 the
     * whole is asked for, and a part of it is no answer (RFC 9110, section 15.3.7).
     */
    private void position(Answer answer) throws IOException {
        String range = answer.header("Content-Range").orElse("");
        if (answer.status() == 206 && offset > 0 && range.startsWith("bytes " + offset + "-")) {
            return;
        }
        if (answer.status() == 206) {
            throw new IOException("want bytes from " + offset + " on, got range \"" + range + "\"");
        }
        answer.body().skipNBytes(offset);
    }

    private void closeCurrent() throws IOException {
        if (current.isPresent()) {
            Answer answer = current.get();
            current = Optional.empty();
            answer.close();
        }
    }

    @Override
    public void close() throws IOException {
        closeCurrent();
    }

    private static final class LongerException extends IOException {
        private static final long serialVersionUID = 1L;

        LongerException(String message) {
            super(message);
        }
    }
}
