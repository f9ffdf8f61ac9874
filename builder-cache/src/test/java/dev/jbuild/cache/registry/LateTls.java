package dev.jbuild.cache.registry;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Stands on loopback before a registry of HTTPS, as one on a busy machine: nothing is answered until somebody has tried plain HTTP, and
 * that is refused as usual servers of HTTPS do. Thread-safe.
 */
final class LateTls implements AutoCloseable {
    private static final String REFUSAL =
            "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n";

    private final TestDoor door = new TestDoor(this::serve);
    private final int target;
    private volatile boolean late = true;

    LateTls(int target) throws IOException {
        this.target = target;
    }

    String name() {
        return "127.0.0.1:" + door.port();
    }

    private void serve(TestDoor self, Socket client) throws IOException {
        PushbackInputStream in = new PushbackInputStream(client.getInputStream());
        int first = in.read();
        if (first != TestDoor.TLS_HANDSHAKE) {
            in.readNBytes(10);
            late = false;
            client.getOutputStream().write(REFUSAL.getBytes(StandardCharsets.US_ASCII));
        } else if (late) {
            in.transferTo(OutputStream.nullOutputStream());
        } else {
            in.unread(first);
            try (Socket there = TestDoor.connect(target)) {
                self.join(in, client, there);
            }
        }
    }

    @Override
    public void close() {
        door.close();
    }
}
