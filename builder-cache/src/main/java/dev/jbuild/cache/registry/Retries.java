package dev.jbuild.cache.registry;

import dev.jbuild.cache.http.ProxyException;
import dev.jbuild.cache.http.SlowServerException;
import dev.jbuild.core.oci.OciFormatException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/** Tries again what may succeed another time: cut connections, 429 and 5xx, with growing pauses. */
record Retries(int attempts, Duration firstPause) {
    private static final long LONGEST_PAUSE_MILLIS = 60_000;

    /** Something that may have to be done several times. */
    interface Try<T> {
        T run() throws IOException;
    }

    <T> T run(Try<T> action) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return action.run();
            } catch (IOException e) {
                if (attempt >= attempts || !mayChange(e)) {
                    throw e;
                }
                pause(attempt, e);
            }
        }
    }

    /** True for the answers that another try may change. */
    static boolean isTransient(int status) {
        return status == 408 || status == 429 || status >= 500 && status != 501;
    }

    static boolean mayChange(IOException e) {
        if (e instanceof RegistryException refusal) {
            return refusal.isTransient();
        }
        return !(e instanceof SSLException)
                && !(e instanceof OciFormatException)
                && !(e instanceof ConnectException)
                && !(e instanceof ProxyException)
                && !(e instanceof SlowServerException)
                && !(e instanceof HttpConnectTimeoutException)
                && !Thread.currentThread().isInterrupted();
    }

    /** What the server asks for, if it does, else twice as long as before. */
    void pause(int attempt, IOException reason) throws IOException {
        long millis = firstPause.toMillis() << Math.min(attempt - 1, 10);
        Optional<Duration> asked =
                reason instanceof RegistryException refusal ? refusal.retryAfter() : Optional.empty();
        if (asked.isPresent()) {
            millis = asked.get().toMillis();
        }
        try {
            TimeUnit.MILLISECONDS.sleep(Math.min(millis, LONGEST_PAUSE_MILLIS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the transfer was interrupted", e);
        }
    }
}
