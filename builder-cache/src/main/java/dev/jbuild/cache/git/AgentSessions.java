package dev.jbuild.cache.git;

import com.jcraft.jsch.AgentIdentityRepository;
import com.jcraft.jsch.AgentProxyException;
import com.jcraft.jsch.ChannelExec;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.SSHAgentConnector;
import com.jcraft.jsch.Session;
import dev.jbuild.core.source.SshAgents;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.RemoteSession;
import org.eclipse.jgit.transport.RemoteSession2;
import org.eclipse.jgit.transport.SshSessionFactory;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.util.FS;

/**
 * SSH with the keys of the forwarded agent {@code default}, to servers whose keys are known, and with no file of the user's
 * configuration. Thread-safe.
 */
final class AgentSessions extends SshSessionFactory {
    private static final int PORT = 22;
    private static final String USER = "git";

    private final SshAgents agents;
    private final Supplier<byte[]> knownHosts;

    AgentSessions(SshAgents agents, Supplier<byte[]> knownHosts) {
        this.agents = agents;
        this.knownHosts = knownHosts;
    }

    @Override
    public String getType() {
        return "agent";
    }

    @Override
    public RemoteSession getSession(URIish uri, CredentialsProvider provider, FS fs, int timeoutMillis)
            throws TransportException {
        try {
            JSch jsch = new JSch();
            Optional<Path> socket = agents.socket("default");
            if (socket.isEmpty()) {
                throw new TransportException(uri, "no agent is forwarded", new NoAgentException());
            }
            jsch.setIdentityRepository(new AgentIdentityRepository(new SSHAgentConnector(socket.get())));
            jsch.setKnownHosts(new ByteArrayInputStream(knownHosts.get()));
            Session session = jsch.getSession(
                    uri.getUser() == null ? USER : uri.getUser(),
                    uri.getHost(),
                    uri.getPort() < 0 ? PORT : uri.getPort());
            session.setConfig("StrictHostKeyChecking", "yes");
            session.setConfig("PreferredAuthentications", "publickey");
            session.setDaemonThread(true);
            session.setServerAliveInterval(timeoutMillis);
            connect(session, timeoutMillis);
            return new AgentSession(session, timeoutMillis);
        } catch (JSchException | AgentProxyException | IOException e) {
            if (e instanceof TransportException known) {
                throw known;
            }
            throw new TransportException(uri, String.valueOf(e.getMessage()), e);
        }
    }

    private static void connect(Session session, int timeoutMillis) throws JSchException, IOException {
        try {
            session.connect(timeoutMillis);
        } catch (JSchException e) {
            Optional<SshRefusal> refusal = SshRefusal.of(e, session.getHost() + ":" + session.getPort());
            if (refusal.isPresent()) {
                throw refusal.get();
            }
            throw e;
        }
    }

    /** That no agent was given. */
    static final class NoAgentException extends IOException {
        private static final long serialVersionUID = 1L;

        NoAgentException() {
            super("no agent is forwarded");
        }
    }

    private record AgentSession(Session session, int timeoutMillis) implements RemoteSession2 {

        @Override
        public Process exec(String command, int timeoutSeconds) throws IOException {
            return exec(command, Map.of(), timeoutSeconds);
        }

        @Override
        public Process exec(String command, Map<String, String> environment, int timeoutSeconds) throws IOException {
            try {
                ChannelExec channel = (ChannelExec) session.openChannel("exec");
                channel.setCommand(command);
                environment.forEach(channel::setEnv);
                return RemoteCommand.start(channel, timeoutMillis);
            } catch (JSchException e) {
                throw new IOException("the server starts no command: " + e.getMessage(), e);
            }
        }

        @Override
        public void disconnect() {
            session.disconnect();
        }
    }
}
