package dev.jbuild.cli.command;

import dev.jbuild.cli.Console;
import dev.jbuild.cli.HostFiles;
import dev.jbuild.core.source.SshAgents;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The agents of the option {@code --ssh}: the user's own by {@code default}, or a socket by an id. Thread-safe. */
final class ForwardedAgents implements SshAgents {
    static final String SOCKET = "SSH_AUTH_SOCK";

    private final Map<String, Path> sockets = new HashMap<>();

    private ForwardedAgents() {}

    static ForwardedAgents parse(List<String> texts, Console console) {
        ForwardedAgents agents = new ForwardedAgents();
        for (String text : texts) {
            int equals = text.indexOf('=');
            String id = equals < 0 ? text : text.substring(0, equals);
            Optional<String> path = equals < 0 ? console.variable(SOCKET) : Optional.of(text.substring(equals + 1));
            Path socket = path.map(console::path)
                    .filter(HostFiles::exists)
                    .orElseThrow(() -> BuildOptions.wrong("--ssh", text, "ID=SOCKET, or " + SOCKET + " to be set"));
            agents.sockets.put(id, socket);
        }
        return agents;
    }

    @Override
    public Optional<Path> socket(String id) {
        return Optional.ofNullable(sockets.get(id));
    }
}
