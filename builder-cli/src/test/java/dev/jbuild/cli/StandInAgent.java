package dev.jbuild.cli;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A socket that answers whoever asks with the same words, as far as a test of forwarding needs an agent. */
final class StandInAgent implements AutoCloseable {
    private final ServerSocketChannel server;
    private final String words;
    private volatile boolean answered;

    private StandInAgent(ServerSocketChannel server, String words) {
        this.server = server;
        this.words = words;
    }

    static StandInAgent listen(Path socket, String words) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        StandInAgent agent = new StandInAgent(server, words);
        new Thread(agent::serve, "agent").start();
        return agent;
    }

    private void serve() {
        while (true) {
            try (SocketChannel client = server.accept()) {
                client.read(ByteBuffer.allocate(1));
                client.write(ByteBuffer.wrap(words.getBytes(StandardCharsets.UTF_8)));
                answered = true;
            } catch (IOException e) {
                return; // it was closed
            }
        }
    }

    boolean answered() {
        return answered;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
