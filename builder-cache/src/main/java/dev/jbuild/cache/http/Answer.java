package dev.jbuild.cache.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.Optional;

/** What a server answered; the body is still to be read. Closing ends the transfer. Used by one thread. */
public record Answer(int status, HttpHeaders headers, InputStream body, URI address) implements AutoCloseable {
    public Optional<String> header(String name) {
        return headers.firstValue(name);
    }

    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    public boolean isRedirect() {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    /** The whole body, which is an error when it is longer than this. */
    public byte[] bytes(int maxBytes) throws IOException {
        byte[] bytes = body.readNBytes(maxBytes + 1);
        if (bytes.length > maxBytes) {
            throw new IOException("got an answer of more than " + maxBytes + " bytes from " + address.getHost());
        }
        return bytes;
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
