package dev.jbuild.cache.http;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.Optional;

/** What a server answered; the body is still to be read. Closing ends the transfer. Used by one thread. */
public record Answer(int status, HttpHeaders headers, ArrivingBody body, URI address) implements AutoCloseable {
    public Optional<String> header(String name) {
        return headers.firstValue(name);
    }

    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    public boolean isRedirect() {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    /** The whole body; it is an error when that is longer than this, or comes too slowly. */
    public byte[] bytes(int maxBytes) throws IOException {
        return body.whole(maxBytes);
    }

    @Override
    public void close() {
        body.close();
    }
}
