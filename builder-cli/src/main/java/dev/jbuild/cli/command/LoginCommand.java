package dev.jbuild.cli.command;

import dev.jbuild.cache.registry.Credentials;
import dev.jbuild.cache.registry.LoginStore;
import dev.jbuild.cache.registry.RegistryFailures;
import dev.jbuild.cli.Command;
import dev.jbuild.cli.CommandSpec;
import dev.jbuild.cli.Console;
import dev.jbuild.cli.HostTerminal;
import dev.jbuild.cli.ParseResult;
import dev.jbuild.cli.Wiring;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.oci.ImageReference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** {@code jbuild login}: tries a user's name and password at a registry, and keeps them as docker does. */
public final class LoginCommand implements Command {
    private static final int MAX_PASSWORD_BYTES = 64 * 1024; // 64 KiB; some passwords are tokens

    @Override
    public CommandSpec spec() {
        return Options.of(
                        "Logs in to a registry, and keeps name and password where docker keeps them.",
                        "A password on the command line is seen by everybody on this machine; --password-stdin is not.")
                .value("NAME", "the user's name", "-u", "--username")
                .value("PASSWORD", "the password", "-p", "--password")
                .flag("read the password from standard input", "--password-stdin")
                .registries()
                .parameters(0, "0..1", "REGISTRY", "host[:port] (default: docker.io)")
                .spec();
    }

    @Override
    public int run(ParseResult options, Console console) throws Exception {
        String registry = registry(Options.parameters(options, 0));
        if (Options.isSet(options, "--password-stdin")
                && Options.text(options, "--password").isPresent()) {
            throw BuildException.of(ErrorCode.USAGE, "got both --password and --password-stdin, want one");
        }
        Credentials.Basic credentials = credentials(options, console);
        try {
            Wiring.of(console).registriesAs(credentials).logIn(registry);
        } catch (IOException e) {
            throw RegistryFailures.ofLogin(registry, e);
        }
        String where = LoginStore.of(console.env()).put(registry, credentials);
        if (Options.text(options, "--password").isPresent()) {
            console.err().println("warning: a password on the command line is not secret; use --password-stdin");
        }
        console.err().println("the password is kept in " + where);
        console.out().println("Login Succeeded");
        return 0;
    }

    /** A registry as references name it; addresses that docker takes are taken. */
    static String registry(List<String> words) {
        String text = words.isEmpty() ? "docker.io" : words.get(0);
        String host = text.replaceFirst("^https?://", "").replaceFirst("/.*$", "");
        if (host.equals("index.docker.io") || host.equals("registry-1.docker.io")) {
            return "docker.io";
        }
        try {
            return new ImageReference(host, "x", "x", null).registry();
        } catch (IllegalArgumentException e) {
            throw BuildException.of(ErrorCode.USAGE, e.getMessage());
        }
    }

    private static Credentials.Basic credentials(ParseResult options, Console console) throws IOException {
        Optional<String> user = Options.text(options, "--username");
        if (Options.isSet(options, "--password-stdin")) {
            byte[] bytes = console.in().readNBytes(MAX_PASSWORD_BYTES);
            String password = new String(bytes, StandardCharsets.UTF_8).replaceFirst("\r?\n$", "");
            return checked(
                    user.orElseThrow(
                            () -> BuildException.of(ErrorCode.USAGE, "got --password-stdin without --username")),
                    password);
        }
        Optional<String> password = Options.text(options, "--password");
        if (user.isPresent() && password.isPresent()) {
            return checked(user.get(), password.get());
        }
        if (console.errTerminal() != Console.Terminal.LIVE) {
            throw BuildException.of(ErrorCode.USAGE, "there is no terminal to ask for name and password")
                    .withHint("give --username and --password-stdin");
        }
        return ask(user, password, console);
    }

    private static Credentials.Basic ask(Optional<String> user, Optional<String> password, Console console)
            throws IOException {
        try (HostTerminal terminal = HostTerminal.open()) {
            String name = user.isPresent() ? user.get() : terminal.ask("Username: ", HostTerminal.Echo.SHOWN);
            return checked(
                    name, password.isPresent() ? password.get() : terminal.ask("Password: ", HostTerminal.Echo.HIDDEN));
        }
    }

    private static Credentials.Basic checked(String user, String password) {
        if (user.isEmpty() || password.isEmpty() || user.indexOf(':') >= 0) {
            throw BuildException.of(
                    ErrorCode.USAGE, "want a name without a colon and a password, neither of them empty");
        }
        return new Credentials.Basic(user, password);
    }
}
