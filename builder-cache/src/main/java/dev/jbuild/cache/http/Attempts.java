package dev.jbuild.cache.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/** Does again what may succeed another time: transfers that were cut, servers that are busy; with growing pauses. */
record Attempts(int most, Duration pause) {

    /** Something that may have to be done several times. */
    interface Try<T> {
        T run() throws IOException;
    }

    <T> T run(Try<T> action) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return action.run();
            } catch (IOException e) {
                if (attempt >= most || !mayChange(e)) {
                    throw e;
                }
                rest(attempt);
            }
        }
    }

    private static boolean mayChange(IOException e) {
        if (e instanceof RefusedException refusal) {
            return refusal.isTransient();
        }
        return !(e instanceof SSLException)
                && !(e instanceof RedirectException)
                && !(e instanceof ConnectException)
                && !(e instanceof ProxyException)
                && !(e instanceof HttpConnectTimeoutException)
                && !Thread.currentThread().isInterrupted();
    }

    private void rest(int attempt) throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(pause.toMillis() << Math.min(attempt - 1, 10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the transfer was interrupted", e);
        }
    }
}
