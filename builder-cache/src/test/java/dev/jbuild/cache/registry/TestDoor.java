package dev.jbuild.cache.registry;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/** A port of loopback whose connections are each served by a thread of their own. Thread-safe. */
final class TestDoor implements AutoCloseable {
    static final int TLS_HANDSHAKE = 22; // type of a record, RFC 8446, section 5.1

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Serving serving;

    /** Serves one connection; that one of its ends has gone is no failure. */
    interface Serving {
        void serve(TestDoor door, Socket client) throws IOException;
    }

    TestDoor(Serving serving) throws IOException {
        this.serving = serving;
        threads.execute(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        try {
            while (!server.isClosed()) {
                Socket client = server.accept();
                threads.execute(() -> serve(client));
            }
        } catch (IOException | RejectedExecutionException e) {
            // It was closed.
        }
    }

    private void serve(Socket client) {
        try (client) {
            client.setTcpNoDelay(true);
            serving.serve(this, client);
        } catch (IOException e) {
            // One of both has gone.
        }
    }

    /** A connection to another port, which the caller closes. */
    static Socket connect(int port) throws IOException {
        Socket there = new Socket(InetAddress.getLoopbackAddress(), port);
        there.setTcpNoDelay(true);
        return there;
    }

    /** Passes on what comes from both until both have ended, or one has gone: {@code in} is what is yet to be read of the client. */
    void join(InputStream in, Socket client, Socket there) throws IOException {
        threads.execute(() -> {
            try {
                pump(in, there);
            } catch (IOException e) {
                // One of both has gone.
            }
        });
        pump(there.getInputStream(), client);
    }

    private static void pump(InputStream from, Socket to) throws IOException {
        from.transferTo(to.getOutputStream());
        to.shutdownOutput();
    }

    @Override
    public void close() {
        threads.shutdownNow();
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
