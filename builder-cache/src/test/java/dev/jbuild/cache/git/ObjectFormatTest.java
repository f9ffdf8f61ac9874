package dev.jbuild.cache.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jgit.transport.URIish;
import org.junit.jupiter.api.Test;

class ObjectFormatTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    /** A server waits for a question after it has said what it can; here it says more to who has none. */
    @Test
    void saysThatItHasNoQuestion() throws Exception {
        assertThat(isOther("000eversion 2\n0000", "object-format=sha256")).isTrue();
    }

    @Test
    void seesTheOtherFormat() throws Exception {
        assertThat(isOther("000eversion 2\n001bobject-format=sha256\n0000", "")).isTrue();
        assertThat(isOther("000eversion 2\n0019object-format=sha1\n0000", "")).isFalse();
    }

    /** Asks a server that says so much at once, and the rest when it is asked no more. */
    private static boolean isOther(String first, String last) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> served = CompletableFuture.runAsync(() -> {
                try (Socket socket = server.accept()) {
                    socket.getOutputStream().write(first.getBytes(StandardCharsets.US_ASCII));
                    socket.getInputStream().readAllBytes();
                    socket.getOutputStream().write(last.getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            boolean other =
                    ObjectFormat.isOther(new URIish("git://127.0.0.1:" + server.getLocalPort() + "/r"), TIMEOUT);
            if (!last.isEmpty()) {
                served.get();
            }
            return other;
        }
    }
}
