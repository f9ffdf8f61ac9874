package dev.jbuild.cache.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A proxy on loopback that takes every host for one port of this machine, by tunnels and without. Thread-safe. */
final class TestProxy implements AutoCloseable {
    private static final String REFUSAL = "HTTP/1.1 407 Proxy Authentication Required\r\n"
            + "Proxy-Authenticate: Basic realm=\"proxy\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

    private final TestDoor door = new TestDoor(this::serve);
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final int target;
    private final String wanted;

    /** @param wanted header that it wants to see; empty for none */
    TestProxy(int target, String wanted) throws IOException {
        this.target = target;
        this.wanted = wanted;
    }

    int port() {
        return door.port();
    }

    /** First lines of requests. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    private void serve(TestDoor self, Socket client) throws IOException {
        List<String> head = head(client.getInputStream());
        requests.add(head.get(0));
        if (!wanted.isEmpty() && !head.contains(wanted)) {
            client.getOutputStream().write(REFUSAL.getBytes(StandardCharsets.US_ASCII));
            return;
        }
        try (Socket there = TestDoor.connect(target)) {
            if (head.get(0).startsWith("CONNECT ")) {
                client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            } else {
                there.getOutputStream().write(forwarded(head).getBytes(StandardCharsets.US_ASCII));
            }
            self.join(client.getInputStream(), client, there);
        }
    }

    private static List<String> head(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        while (!text.toString().endsWith("\r\n\r\n")) {
            int c = in.read();
            if (c < 0) {
                throw new IOException("no request");
            }
            text.append((char) c);
        }
        return text.toString().lines().filter(line -> !line.isEmpty()).toList();
    }

    private static String forwarded(List<String> head) {
        StringBuilder text = new StringBuilder(head.get(0).replaceFirst("http://[^/]*", "")).append("\r\n");
        head.stream()
                .skip(1)
                .filter(line -> !line.startsWith("Connection"))
                .forEach(line -> text.append(line).append("\r\n"));
        return text.append("Connection: close\r\n\r\n").toString();
    }

    @Override
    public void close() {
        door.close();
    }
}
