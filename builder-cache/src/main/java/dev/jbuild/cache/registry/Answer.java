package dev.jbuild.cache.registry;

import dev.jbuild.core.oci.JsonDocument;
import dev.jbuild.core.oci.OciFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** What a server answered; the body is still to be read. Closing ends the transfer. Used by one thread. */
record Answer(int status, HttpHeaders headers, InputStream body, URI address) implements AutoCloseable {
    private static final int MAX_ERROR_BYTES = 64 * 1024; // 64 KiB
    private static final int MAX_SHOWN = 300; // characters

    static Answer of(HttpResponse<InputStream> response) {
        return new Answer(response.statusCode(), response.headers(), response.body(), response.uri());
    }

    Optional<String> header(String name) {
        return headers.firstValue(name);
    }

    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    boolean isRedirect() {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    List<Challenge> challenges() {
        return Challenge.parseAll(headers.allValues("WWW-Authenticate"));
    }

    /** The whole body, which is an error when it is longer than this. */
    byte[] bytes(int maxBytes) throws IOException {
        byte[] bytes = body.readNBytes(maxBytes + 1);
        if (bytes.length > maxBytes) {
            throw new IOException("got an answer of more than " + maxBytes + " bytes from " + address.getHost());
        }
        return bytes;
    }

    /** The refusal that this is; reads the body. */
    RegistryException refusal() {
        return new RegistryException(status, address.getHost() + " answered " + status + reason(), retryAfterSeconds());
    }

    /** A number of seconds; a date, which the header may also have, is as good as silence. */
    private long retryAfterSeconds() {
        String value = header("Retry-After").orElse("");
        boolean number = !value.isEmpty() && value.length() < 6 && value.chars().allMatch(c -> c >= '0' && c <= '9');
        return number ? Long.parseLong(value) : -1;
    }

    /** What the registry says of why, from the first of its errors. */
    private String reason() {
        try {
            byte[] bytes = body.readNBytes(MAX_ERROR_BYTES);
            List<JsonDocument> errors = JsonDocument.parse("the answer", bytes).objects("errors");
            if (errors.isEmpty()) {
                return "";
            }
            String message = errors.get(0).text("message");
            return ": " + printable(message.isEmpty() ? errors.get(0).text("code") : message);
        } catch (OciFormatException e) {
            return ""; // no registry's own words, such as a proxy's page
        } catch (IOException e) {
            return ""; // the status is enough to say
        }
    }

    private static String printable(String text) {
        StringBuilder shown = new StringBuilder();
        new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)
                .codePoints()
                .limit(MAX_SHOWN)
                .forEach(c -> shown.appendCodePoint(Character.isISOControl(c) ? ' ' : c));
        return shown.toString();
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
