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

    private static final byte IDENTITIES = 12; // SSH_AGENT_IDENTITIES_ANSWER

    private void serve() {
        while (true) {
            try (SocketChannel client = server.accept()) {
                ByteBuffer question = ByteBuffer.allocate(5); // a length and a type
                while (question.hasRemaining() && client.read(question) >= 0) {}
                byte[] bytes = words.getBytes(StandardCharsets.UTF_8);
                ByteBuffer answer = ByteBuffer.allocate(5 + bytes.length);
                client.write(answer.putInt(1 + bytes.length)
                        .put(IDENTITIES)
                        .put(bytes)
                        .flip());
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
