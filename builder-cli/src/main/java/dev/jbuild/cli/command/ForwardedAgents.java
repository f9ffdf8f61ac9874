package dev.jbuild.cli.command;

import dev.jbuild.cache.ssh.AgentSocket;
import dev.jbuild.cache.ssh.KeyAgent;
import dev.jbuild.cache.ssh.RelayedAgent;
import dev.jbuild.cli.Console;
import dev.jbuild.cli.HostFiles;
import dev.jbuild.core.source.SshAgents;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * The agents of the option {@code --ssh}: the user's own by {@code default}, a socket by an id, or keys by an id, for which jbuild is the
 * agent. Every step that asks gets a socket of its own, with the owner that it wants, as long as it runs. Thread-safe.
 */
final class ForwardedAgents implements SshAgents, AutoCloseable {
    static final String SOCKET = "SSH_AUTH_SOCK";
    private static final int MAX_KEY_BYTES = 64 * 1024; // 64 KiB

    private final Map<String, List<Path>> places = new HashMap<>();
    private final Map<String, AgentSocket.Agent> agents = new HashMap<>();
    private final Map<String, Path> own = new HashMap<>(); // sockets for jbuild itself, of agents that have none
    private final List<AgentSocket> opened = new ArrayList<>();
    private final Scratch scratch;
    private final Executor waits;

    /** Gives new directories of the user's alone. */
    interface Scratch {
        Path directory() throws IOException;
    }

    private ForwardedAgents(Scratch scratch, Executor waits) {
        this.scratch = scratch;
        this.waits = waits;
    }

    /** The option's values: where there are none, the user's own agent if the context is reached by SSH. */
    static List<String> asked(List<String> texts, String context, Console console) {
        boolean usual = texts.isEmpty()
                && ContextPlaces.isReachedBySsh(context)
                && console.variable(SOCKET).isPresent();
        return usual ? List.of("default") : texts;
    }

    /** Reads the option's values, and looks whether what they name is there. */
    static ForwardedAgents parse(List<String> texts, Console console, Scratch scratch, Executor waits) {
        ForwardedAgents agents = new ForwardedAgents(scratch, waits);
        for (String text : texts) {
            int equals = text.indexOf('=');
            String id = equals < 0 ? text : text.substring(0, equals);
            String paths = equals < 0 ? console.variable(SOCKET).orElse("") : text.substring(equals + 1);
            List<Path> found = new ArrayList<>();
            for (String path : paths.split(",")) {
                if (path.isEmpty() || !HostFiles.exists(console.path(path))) {
                    throw BuildOptions.wrong(
                            "--ssh",
                            text,
                            "ID=SOCKET or ID=KEY[,KEY], files that are there, or " + SOCKET + " to be set");
                }
                found.add(console.path(path));
            }
            if (id.isEmpty() || found.size() > 1 && found.stream().anyMatch(HostFiles::isSocket)) {
                throw BuildOptions.wrong("--ssh", text, "an id, and one socket or any number of keys");
            }
            agents.places.put(id, found);
        }
        return agents;
    }

    @Override
    public synchronized Optional<Path> socket(String id) throws IOException {
        List<Path> files = places.getOrDefault(id, List.of());
        if (files.isEmpty() || HostFiles.isSocket(files.get(0))) {
            return files.stream().findFirst();
        }
        Path known = own.get(id);
        if (known == null) {
            known = scratch.directory().resolve("agent");
            opened.add(AgentSocket.open(known, agent(id), waits));
            own.put(id, known);
        }
        return Optional.of(known);
    }

    @Override
    public Optional<AutoCloseable> forward(String id, Path at) throws IOException {
        return places.containsKey(id) ? Optional.of(AgentSocket.open(at, agent(id), waits)) : Optional.empty();
    }

    /** Keys are read when they are first asked for. */
    private synchronized AgentSocket.Agent agent(String id) {
        return agents.computeIfAbsent(id, name -> {
            List<Path> files = places.get(name);
            if (HostFiles.isSocket(files.get(0))) {
                return new RelayedAgent(files.get(0));
            }
            List<KeyAgent.KeyFile> keys = new ArrayList<>();
            for (Path file : files) {
                keys.add(new KeyAgent.KeyFile(file.toString(), HostFiles.read(file, MAX_KEY_BYTES, "the ssh key")));
            }
            return KeyAgent.of(keys);
        });
    }

    @Override
    public synchronized void close() throws IOException {
        for (AgentSocket socket : opened) {
            socket.close();
        }
    }
}
