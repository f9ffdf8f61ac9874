package dev.jbuild.cache.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer. Some of it comes in advance of its reader, so that the network goes on while he computes: the JDK's own stream
 * would wait for him with each packet. It fails when nothing comes for too long, or too little. Read by one thread.
 */
public final class ArrivingBody extends InputStream implements HttpResponse.BodySubscriber<ArrivingBody> {
    private static final int AHEAD = 32; // pieces of a body, each of at most jdk.httpclient.bufsize

    private final Pace pace;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<ByteBuffer> arrived = new ArrayDeque<>();
    private Flow.@Nullable Subscription subscription;
    private @Nullable Throwable failure;
    private boolean ended;
    private boolean closed;

    private ByteBuffer current = ByteBuffer.allocate(0); // from here on of the reader alone
    private int read; // pieces that were read and not asked for again
    private long waitedNanos;
    private long waitedBytes;

    ArrivingBody(Pace pace) {
        this.pace = pace;
    }

    /** For an answer without one. */
    static ArrivingBody empty() {
        ArrivingBody body = new ArrivingBody(new Pace(java.time.Duration.ZERO, 0));
        body.onComplete();
        return body;
    }

    @Override
    public CompletionStage<ArrivingBody> getBody() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription first) {
        boolean late;
        lock.lock();
        try {
            late = closed;
            subscription = first;
        } finally {
            lock.unlock();
        }
        if (late) {
            first.cancel();
        } else {
            first.request(AHEAD);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> pieces) {
        lock.lock();
        try {
            arrived.addAll(pieces);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onError(Throwable reason) {
        end(reason);
    }

    @Override
    public void onComplete() {
        end(null);
    }

    private void end(@Nullable Throwable reason) {
        lock.lock();
        try {
            ended = true;
            failure = reason;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!current.hasRemaining()) {
            Optional<ByteBuffer> next = take();
            if (next.isEmpty()) {
                return -1;
            }
            current = next.get();
            waitedBytes += current.remaining();
        }
        int count = Math.min(length, current.remaining());
        current.get(buffer, offset, count);
        return count;
    }

    /** The next piece, waited for; empty at the end. */
    private Optional<ByteBuffer> take() throws IOException {
        ByteBuffer next;
        lock.lock();
        try {
            await();
            next = arrived.poll();
            if (closed || next == null && failure != null) {
                throw new IOException(closed ? "the transfer is closed" : said(failure), failure);
            }
        } finally {
            lock.unlock();
        }
        if (next == null) {
            return Optional.empty();
        }
        ask();
        return Optional.of(next);
    }

    private static String said(@Nullable Throwable failure) {
        String message = failure == null ? null : failure.getMessage();
        return message == null ? "the transfer failed" : message;
    }

    /** Waits until there is something, or will never be. */
    private void await() throws IOException {
        if (!arrived.isEmpty() || ended || closed) {
            return;
        }
        long left = pace.stall().toNanos();
        try {
            while (arrived.isEmpty() && !ended && !closed && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the transfer was interrupted", e);
        }
        waitedNanos += pace.stall().toNanos() - left;
        if (arrived.isEmpty() && !ended && !closed) {
            throw new IOException("nothing came for " + pace.stall().toMillis() + " ms");
        }
        if (pace.isTooSlow(waitedBytes, waitedNanos)) {
            throw new IOException("only %d bytes came in %d ms".formatted(waitedBytes, waitedNanos / 1_000_000));
        }
        if (waitedNanos >= pace.stall().toNanos()) {
            waitedNanos = 0;
            waitedBytes = 0;
        }
    }

    /** Asks for as many pieces as were read, some at a time. */
    private void ask() {
        read++;
        Flow.Subscription from = subscription;
        if (read >= AHEAD / 2 && from != null) {
            int count = read;
            read = 0;
            from.request(count);
        }
    }

    /** All of it, when it is short and comes soon; longer is an exception. */
    byte[] whole(int maxBytes) throws IOException {
        long begun = System.nanoTime();
        byte[] bytes = new byte[Math.min(maxBytes, 8192)];
        int length = 0;
        for (int count = 0; count >= 0; count = read(bytes, length, bytes.length - length)) {
            length += count;
            if (length == bytes.length) {
                bytes = java.util.Arrays.copyOf(bytes, (int) Math.min(maxBytes + 1L, 2L * length));
            }
            if (length > maxBytes) {
                throw new IOException("got an answer of more than " + maxBytes + " bytes");
            }
            if (System.nanoTime() - begun > pace.whole().toNanos() && pace.leastBytesPerSecond() > 0) {
                throw new SlowServerException("got %d bytes of an answer in %d ms, and not all"
                        .formatted(length, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun)));
            }
        }
        return java.util.Arrays.copyOf(bytes, length);
    }

    @Override
    public int available() {
        return current.remaining();
    }

    /** Ends the transfer, whatever of it is left. */
    @Override
    public void close() {
        Flow.Subscription from;
        lock.lock();
        try {
            from = closed || ended ? null : subscription;
            closed = true;
            arrived.clear();
            changed.signal();
        } finally {
            lock.unlock();
        }
        if (from != null) {
            from.cancel();
        }
    }
}
