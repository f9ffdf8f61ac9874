package dev.jbuild.cache.ssh;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/** A socket at which an agent answers until it is closed, which ends all conversations too. Thread-safe. */
public final class AgentSocket implements AutoCloseable {
    private static final int MOST_PATH_BYTES = 107; // sun_path of a socket's address

    private final ServerSocketChannel server;
    private final Agent agent;
    private final Executor waits;
    private final Set<SocketChannel> clients = ConcurrentHashMap.newKeySet();

    /** Who answers. */
    public interface Agent {

        /** Answers one client until it leaves. */
        void serve(SocketChannel client) throws IOException;
    }

    private AgentSocket(ServerSocketChannel server, Agent agent, Executor waits) {
        this.server = server;
        this.agent = agent;
        this.waits = waits;
    }

    /**
     * Begins to answer at a path in a directory of the user's alone, where nothing is yet.
     *
     * @param waits has a thread for the socket and one for each client
     */
    public static AgentSocket open(Path path, Agent agent, Executor waits) throws IOException {
        if (path.toString().length() > MOST_PATH_BYTES) {
            throw BuildException.of(
                            ErrorCode.FEATURE_MISSING,
                            "cannot forward an ssh agent: \"%s\" is too long for a socket".formatted(path))
                    .withHint("name a store with a shorter path by JBUILD_ROOT");
        }
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(path));
        } catch (IOException e) {
            server.close();
            throw e;
        }
        AgentSocket socket = new AgentSocket(server, agent, waits);
        waits.execute(socket::accept);
        return socket;
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel client = server.accept();
                clients.add(client);
                waits.execute(() -> serve(client));
            }
        } catch (IOException e) {
            // It was closed: nobody is to be served any more.
        }
    }

    private void serve(SocketChannel client) {
        try (client) {
            agent.serve(client);
        } catch (IOException e) {
            // The client left, or what it says is no request: it hears nothing more.
        } finally {
            clients.remove(client);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (SocketChannel client : clients) {
            client.close();
        }
    }
}
