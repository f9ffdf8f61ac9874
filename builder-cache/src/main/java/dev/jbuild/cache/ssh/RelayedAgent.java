package dev.jbuild.cache.ssh;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Optional;

/** Hands each message on to another agent, and its answer back. */
public record RelayedAgent(Path socket) implements AgentSocket.Agent {

    @Override
    public void serve(SocketChannel client) throws IOException {
        try (SocketChannel agent = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            for (Optional<ByteBuffer> asked = AgentMessages.read(client);
                    asked.isPresent();
                    asked = AgentMessages.read(client)) {
                AgentMessages.write(agent, asked.get());
                Optional<ByteBuffer> answer = AgentMessages.read(agent);
                if (answer.isEmpty()) {
                    return;
                }
                AgentMessages.write(client, answer.get());
            }
        }
    }
}
