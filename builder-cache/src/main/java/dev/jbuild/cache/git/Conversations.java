package dev.jbuild.cache.git;

import dev.jbuild.cache.http.EnvironmentProxies;
import dev.jbuild.cache.http.Transport;
import dev.jbuild.core.source.SecretSource;
import dev.jbuild.core.source.SshAgents;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectIdRef;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.SshTransport;
import org.eclipse.jgit.transport.TransportHttp;

/** Asks repositories: what they have, and for their commits. Thread-safe. */
final class Conversations {
    private final GitOptions options;
    private final GitCredentials credentials;
    private final Transport http;
    private final AgentSessions ssh;

    Conversations(GitOptions options, SecretSource secrets, SshAgents agents) {
        IsolatedSystem.install();
        this.options = options;
        this.credentials = new GitCredentials(secrets);
        this.http = new Transport(options.timeout(), EnvironmentProxies.of(options.environment()));
        this.ssh = new AgentSessions(agents, options.knownHosts());
    }

    /** A repository and who named it. */
    record Partner(Remote remote, GitCredentials.Naming naming) {

        /** The repository of a submodule; at the same origin it is as if the user had named it. */
        Partner submodule(Remote inner) {
            boolean same = naming == GitCredentials.Naming.USER && inner.isAtOriginOf(remote);
            return new Partner(inner, same ? naming : GitCredentials.Naming.REPOSITORY);
        }
    }

    /** The names that begin like one of these, each with its commit. */
    List<Ref> names(Partner partner, ScratchRepository scratch, String... beginnings) throws IOException {
        try (org.eclipse.jgit.transport.Transport transport = open(partner, scratch);
                FetchConnection connection = transport.openFetch(List.of(), beginnings)) {
            return List.copyOf(connection.getRefs());
        }
    }

    /** Brings a commit into scratch: alone if the server gives it so, else with all that it has. */
    void fetch(Partner partner, ScratchRepository scratch, String commit) throws IOException {
        ObjectId id = ObjectId.fromString(commit);
        try {
            fetch(partner, scratch, List.of(id), Depth.ONE);
        } catch (TransportException e) {
            if (!isRefusalOfName(e)) {
                throw e;
            }
        }
        if (!has(scratch, id)) {
            everything(partner, scratch);
        }
        if (!has(scratch, id)) {
            throw new NoRepositoryException("it has no commit " + commit);
        }
    }

    private enum Depth {
        ONE,
        ALL
    }

    private void everything(Partner partner, ScratchRepository scratch) throws IOException {
        List<ObjectId> tips = new ArrayList<>();
        for (Ref ref : names(partner, scratch, "refs/heads/", "refs/tags/")) {
            boolean wanted =
                    ref.getName().startsWith("refs/heads/") || ref.getName().startsWith("refs/tags/");
            if (wanted && ref.getObjectId() != null) {
                tips.add(ref.getObjectId());
            }
        }
        if (!tips.isEmpty()) {
            fetch(partner, scratch, tips, Depth.ALL);
        }
    }

    private void fetch(Partner partner, ScratchRepository scratch, List<ObjectId> wanted, Depth depth)
            throws IOException {
        Collection<Ref> refs = new ArrayList<>();
        for (ObjectId id : wanted) {
            refs.add(new ObjectIdRef.Unpeeled(Ref.Storage.NETWORK, "refs/wanted/" + id.name(), id));
        }
        try (org.eclipse.jgit.transport.Transport transport = open(partner, scratch)) {
            if (depth == Depth.ONE) {
                transport.setDepth(1);
            }
            try (FetchConnection connection = transport.openFetch(List.<RefSpec>of(), "refs/wanted/")) {
                connection.fetch(NullProgressMonitor.INSTANCE, refs, Set.of());
            }
        }
    }

    /** Servers of the old protocol give what has a name and nothing else. */
    private static boolean isRefusalOfName(TransportException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (message.contains("not our ref") || message.contains("not valid") || message.contains("unadvertised")) {
                return true;
            }
        }
        return false;
    }

    private static boolean has(ScratchRepository scratch, ObjectId id) throws IOException {
        try (ObjectReader reader = scratch.newObjectReader()) {
            return reader.has(id);
        }
    }

    private org.eclipse.jgit.transport.Transport open(Partner partner, ScratchRepository scratch) throws IOException {
        org.eclipse.jgit.transport.Transport transport;
        try {
            transport = org.eclipse.jgit.transport.Transport.open(scratch, partner.remote.address());
        } catch (NotSupportedException e) {
            throw new NoRepositoryException("no way to reach it is known");
        }
        transport.setTimeout(Math.max(1, (int) options.timeout().toSeconds()));
        if (transport instanceof TransportHttp overHttp) {
            Optional<String> authorization = credentials.authorization(partner.remote, partner.naming);
            overHttp.setHttpConnectionFactory(new GitHttp(http, partner.remote, authorization));
        } else if (transport instanceof SshTransport overSsh) {
            overSsh.setSshSessionFactory(ssh);
        }
        return transport;
    }
}
