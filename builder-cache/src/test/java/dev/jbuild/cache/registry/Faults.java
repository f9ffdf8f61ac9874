package dev.jbuild.cache.registry;

import com.sun.net.httpserver.HttpExchange;
import dev.jbuild.cache.registry.TestRegistry.Fault;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** What registries do wrong, each in place of one answer. */
final class Faults {
    private static final byte[] CHUNK = new byte[64 * 1024]; // of bodies without end

    private Faults() {}

    /** Bytes up to a place, then the connection is cut. */
    static Fault cutAfter(int bytes) {
        return (exchange, content) -> {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content, 0, Math.min(bytes, content.length));
            exchange.getResponseBody().flush();
            exchange.close();
        };
    }

    /** Part of the request is read, and nothing is said any more. */
    static Fault cutRequestAfter(int bytes) {
        return (exchange, content) -> {
            exchange.getRequestBody().readNBytes(bytes);
            exchange.close();
        };
    }

    /** Part of the request is read, then nothing happens for so long. */
    static Fault stallRequestAfter(int bytes, long millis) {
        return (exchange, content) -> {
            exchange.getRequestBody().readNBytes(bytes);
            sleep(millis);
            exchange.close();
        };
    }

    /** Bytes up to a place, then nothing for so long. */
    static Fault stallAfter(int bytes, long millis) {
        return (exchange, content) -> {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content, 0, bytes);
            exchange.getResponseBody().flush();
            sleep(millis);
            exchange.close();
        };
    }

    /** So many bytes at a time, with a pause after each. */
    static Fault drips(int bytes, long millis) {
        return drips(bytes, millis, new byte[0]);
    }

    /** The same, with these bytes behind the right ones. */
    static Fault drips(int bytes, long millis, byte[] more) {
        return (exchange, content) -> {
            byte[] all = Arrays.copyOf(content, content.length + more.length);
            System.arraycopy(more, 0, all, content.length, more.length);
            exchange.sendResponseHeaders(200, all.length);
            for (int at = 0; at < all.length && !Thread.currentThread().isInterrupted(); at += bytes) {
                exchange.getResponseBody().write(all, at, Math.min(bytes, all.length - at));
                exchange.getResponseBody().flush();
                sleep(millis);
            }
            exchange.close();
        };
    }

    /** The range that is asked for, of these bytes; all of them when nothing that was sent before a cut has come. */
    static Fault restOf(byte[] bytes) {
        return (exchange, content) -> {
            String asked = exchange.getRequestHeaders().getFirst("Range");
            if (asked == null) {
                send(exchange, 200, bytes);
                return;
            }
            int from = Integer.parseInt(asked.replaceAll("\\D", ""));
            String range = "bytes " + from + "-" + (bytes.length - 1) + "/" + bytes.length;
            exchange.getResponseHeaders().set("Content-Range", range);
            send(exchange, 206, Arrays.copyOfRange(bytes, from, bytes.length));
        };
    }

    /** No body, and pairs of header and value. */
    static Fault status(int status, String... headers) {
        return answer(status, new byte[0], headers);
    }

    static Fault redirectToItself() {
        return (exchange, content) -> {
            exchange.getResponseHeaders()
                    .set("Location", exchange.getRequestURI().toString());
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(307, -1);
            exchange.close();
        };
    }

    static Fault answer(int status, byte[] body, String... headers) {
        return (exchange, content) -> {
            exchange.getRequestBody().readAllBytes(); // or else the sender may see a cut connection and not the answer
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
            }
            send(exchange, status, body);
            exchange.close();
        };
    }

    /** Other bytes than asked for. */
    static Fault bytes(byte[] others) {
        return answer(200, others);
    }

    static Fault text(String type, String text) {
        return answer(200, text.getBytes(StandardCharsets.UTF_8), "Content-Type", type);
    }

    /** The right bytes but one. */
    static Fault flipped(int at) {
        return (exchange, content) -> {
            byte[] others = content.clone();
            others[at] ^= 1;
            send(exchange, 200, others);
        };
    }

    /** So many of the right bytes, and zeros behind them, called the whole. */
    static Fault ofLength(int bytes) {
        return (exchange, content) -> send(exchange, 200, Arrays.copyOf(content, bytes));
    }

    /** A body that goes on for as long as somebody reads it. */
    static Fault endless(int status) {
        return (exchange, content) -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(status, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                while (!Thread.currentThread().isInterrupted()) {
                    out.write(CHUNK);
                }
            }
        };
    }

    static void send(HttpExchange exchange, int status, byte[] bytes) throws IOException {
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    private static void sleep(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
