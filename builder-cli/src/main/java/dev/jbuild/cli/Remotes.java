package dev.jbuild.cli;

import dev.jbuild.cache.git.GitOptions;
import dev.jbuild.cache.git.GitRepositories;
import dev.jbuild.cache.http.DownloadLimits;
import dev.jbuild.cache.http.Downloads;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.source.GitSource;
import dev.jbuild.core.source.HttpSource;
import dev.jbuild.core.source.SecretSource;
import dev.jbuild.core.source.SshAgents;
import dev.jbuild.core.store.BuildStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Repositories and files by URL. What asks them is made, and its classes are loaded, when the first is asked for. Thread-safe. */
public final class Remotes implements GitSource, HttpSource {
    private static final int MAX_KNOWN_HOSTS_BYTES = 16 * 1024 * 1024; // 16 MiB

    private final BuildStore store;
    private final Console console;
    private final SecretSource secrets;
    private final SshAgents agents;
    private @Nullable GitSource repositories;
    private @Nullable HttpSource downloads;

    Remotes(BuildStore store, Console console, SecretSource secrets, SshAgents agents) {
        this.store = store;
        this.console = console;
        this.secrets = secrets;
        this.agents = agents;
    }

    private synchronized GitSource repositories() {
        GitSource made = repositories;
        if (made == null) {
            GitOptions options = GitOptions.of(console.env(), this::knownHosts);
            made = new GitRepositories(store, console.clock(), options, secrets, agents);
            repositories = made;
        }
        return made;
    }

    private synchronized HttpSource downloads() {
        HttpSource made = downloads;
        if (made == null) {
            made = new Downloads(store, console.clock(), DownloadLimits.DEFAULT, console.env());
            downloads = made;
        }
        return made;
    }

    /** The servers that the user and the machine know. */
    private byte[] knownHosts() {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        String home = console.variable("HOME").orElseGet(() -> System.getProperty("user.home"));
        for (Path file : List.of(Path.of(home, ".ssh", "known_hosts"), Path.of("/etc/ssh/ssh_known_hosts"))) {
            if (HostFiles.isFile(file)) {
                lines.writeBytes(HostFiles.read(file, MAX_KNOWN_HOSTS_BYTES, "the file of known hosts"));
                lines.write('\n');
            }
        }
        return lines.toByteArray();
    }

    @Override
    public String resolve(GitReference reference) throws IOException {
        return repositories().resolve(reference);
    }

    @Override
    public Checkout checkOut(GitReference reference, String commit) throws IOException {
        return repositories().checkOut(reference, commit);
    }

    @Override
    public Fetched fetch(URI url, Optional<Digest> checksum) throws IOException {
        return downloads().fetch(url, checksum);
    }
}
