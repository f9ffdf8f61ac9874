package dev.jbuild.cache.registry;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stands on loopback before a registry of HTTPS, as one on a busy machine: nothing is answered until somebody has tried plain HTTP, and
 * that is refused as usual servers of HTTPS do. Thread-safe.
 */
final class LateTls implements AutoCloseable {
    private static final int HANDSHAKE = 22; // type of a record, RFC 8446, section 5.1
    private static final String REFUSAL =
            "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n";

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final int target;
    private volatile boolean late = true;

    LateTls(int target) throws IOException {
        this.target = target;
        threads.execute(this::accept);
    }

    String name() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    private void accept() {
        try {
            while (!server.isClosed()) {
                Socket client = server.accept();
                threads.execute(() -> serve(client));
            }
        } catch (IOException e) {
            // It was closed.
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket there = new Socket(InetAddress.getLoopbackAddress(), target)) {
            PushbackInputStream in = new PushbackInputStream(client.getInputStream());
            int first = in.read();
            if (first != HANDSHAKE) {
                in.readNBytes(10);
                late = false;
                client.getOutputStream().write(REFUSAL.getBytes(StandardCharsets.US_ASCII));
                return;
            }
            if (late) {
                in.transferTo(OutputStream.nullOutputStream());
                return;
            }
            in.unread(first);
            threads.execute(() -> pump(there, client));
            OutputStream out = there.getOutputStream();
            in.transferTo(out);
            there.shutdownOutput();
        } catch (IOException e) {
            // One of both has gone.
        }
    }

    private static void pump(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            // One of both has gone.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdownNow();
    }
}
