package dev.jbuild.cli.command;

import dev.jbuild.cli.CommandSpec;
import dev.jbuild.cli.Console;
import dev.jbuild.cli.HostFiles;
import dev.jbuild.cli.ParseResult;
import dev.jbuild.cli.RuntimeChoice;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.oci.ContainerConfig;
import dev.jbuild.core.plan.Op;
import dev.jbuild.core.sandbox.Mount;
import dev.jbuild.core.sandbox.ProcessSpec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The options of {@code run}, and what they make of an image's config. */
final class RunOptions {
    private static final int MAX_ENV_FILE_BYTES = 1024 * 1024; // 1 MiB
    private static final String PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final ParseResult options;
    private final Console console;

    RunOptions(ParseResult options, Console console) {
        this.options = options;
        this.console = console;
    }

    static CommandSpec spec() {
        return Options.of(
                        "Runs a command in a container of an image; what it writes is thrown away at its end.",
                        "Exit code: the command's; 125 when jbuild fails, 126 when the command cannot be started,",
                        "127 when it is not found, 128 + n when signal n ended it.")
                .flag("hand standard input on to the command", "-i", "--interactive")
                .flag("give the command a terminal", "-t", "--tty")
                .values("NAME[=VALUE]", "set a variable; without a value, the environment's", "-e", "--env")
                .values("FILE", "set the variables of a file, NAME=VALUE a line", "--env-file")
                .value("DIR", "the directory to start in", "-w", "--workdir")
                .value("USER", "the user, name or id, with :group if wanted", "-u", "--user")
                .value("NAME", "the container's host name", "--hostname")
                .values("SRC:DST[:ro]", "mount a directory or file of the host", "-v", "--volume")
                .value("COMMAND", "run this instead of the image's entrypoint", "--entrypoint")
                .value("RUNTIME", "what runs the command: " + RuntimeChoice.KINDS, RuntimeChoice.OPTION)
                .value("NETWORK", "host (default) or none", "--network")
                .values("HOST:IP", "a line of /etc/hosts", "--add-host")
                .toggle("remove the container at its end, as is always done", "--rm")
                .parameter(0, "IMAGE", "a reference or an image ID")
                .parameters(1, "0..*", "ARG", "the command and its arguments, instead of the image's")
                .stopAtFirstParameter()
                .spec();
    }

    String image() {
        return Options.parameter(options, 0);
    }

    /** What carries the command out. */
    RuntimeChoice runtime() {
        return RuntimeChoice.of(Options.text(options, RuntimeChoice.OPTION), console);
    }

    boolean interactive() {
        return Options.isSet(options, "--interactive");
    }

    boolean tty() {
        return Options.isSet(options, "--tty");
    }

    String user(ContainerConfig config) {
        return Options.text(options, "--user").orElse(config.user());
    }

    List<String> args(ContainerConfig config) {
        List<String> given = Options.parameters(options, 1);
        Optional<String> entrypoint = Options.text(options, "--entrypoint");
        List<String> args = new ArrayList<>();
        if (entrypoint.isPresent()) {
            entrypoint.filter(text -> !text.isEmpty()).ifPresent(args::add);
            args.addAll(given);
        } else {
            config.entrypointIfAny().ifPresent(args::addAll);
            args.addAll(given.isEmpty() ? config.cmdIfAny().orElse(List.of()) : given);
        }
        if (args.isEmpty()) {
            throw BuildException.of(ErrorCode.USAGE, "got no command: the image has none and none was given")
                    .withHint("write the command behind the image");
        }
        return args;
    }

    /** The image's variables, those of the options on top, and what a process cannot do without. */
    List<String> env(ContainerConfig config, String home) {
        ContainerConfig.Builder env = config.toBuilder();
        for (String file : Options.texts(options, "--env-file")) {
            byte[] bytes = HostFiles.read(console.path(file), MAX_ENV_FILE_BYTES, "the file of variables");
            new String(bytes, StandardCharsets.UTF_8)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .forEach(line -> put(env, line));
        }
        Options.texts(options, "--env").forEach(text -> put(env, text));
        ContainerConfig given = env.build();
        if (given.envValue("PATH").isEmpty()) {
            env.env.add(PATH);
        }
        if (given.envValue("HOME").isEmpty()) {
            env.env.add("HOME=" + home);
        }
        if (given.envValue("HOSTNAME").isEmpty()) {
            env.env.add("HOSTNAME=" + hostname());
        }
        if (tty() && given.envValue("TERM").isEmpty()) {
            env.env.add("TERM=xterm");
        }
        return env.build().env();
    }

    private void put(ContainerConfig.Builder env, String text) {
        int equals = text.indexOf('=');
        if (equals == 0 || text.isEmpty()) {
            throw BuildOptions.wrong("--env", text, "NAME=VALUE or NAME");
        }
        if (equals > 0) {
            env.putEnv(text.substring(0, equals), text.substring(equals + 1));
        } else if (console.env().containsKey(text)) {
            env.putEnv(text, console.env().get(text));
        }
    }

    String workingDir(ContainerConfig config) {
        String directory = Options.text(options, "--workdir").orElse(config.workingDir());
        if (!directory.isEmpty() && !directory.startsWith("/")) {
            throw BuildOptions.wrong("--workdir", directory, "an absolute path");
        }
        return directory.isEmpty() ? "/" : directory;
    }

    String hostname() {
        return Options.text(options, "--hostname").orElse("jbuild");
    }

    ProcessSpec.Network network() {
        String network = Options.text(options, "--network").orElse("host");
        return switch (network) {
            case "host" -> ProcessSpec.Network.HOST;
            case "none" -> ProcessSpec.Network.NONE;
            default -> throw BuildOptions.wrong("--network", network, "host or none");
        };
    }

    List<ProcessSpec.HostEntry> extraHosts() {
        List<ProcessSpec.HostEntry> hosts = new ArrayList<>();
        for (String text : Options.texts(options, "--add-host")) {
            Op.Run.ExtraHost host = ExtraHosts.parse(text);
            hosts.add(new ProcessSpec.HostEntry(host.name(), host.address()));
        }
        return hosts;
    }

    List<Mount> mounts() {
        List<Mount> mounts = new ArrayList<>();
        for (String text : Options.texts(options, "--volume")) {
            String[] parts = text.split(":", -1);
            boolean wrong = parts.length < 2 || parts.length > 3 || parts[0].isEmpty() || !parts[1].startsWith("/");
            if (wrong || parts.length == 3 && !parts[2].equals("ro") && !parts[2].equals("rw")) {
                throw BuildOptions.wrong("--volume", text, "SRC:DST[:ro], DST absolute");
            }
            Path source = console.path(parts[0]);
            if (!HostFiles.exists(source)) {
                throw BuildException.of(ErrorCode.USAGE, "cannot mount \"" + source + "\": no such file or directory");
            }
            boolean readOnly = parts.length == 3 && parts[2].equals("ro");
            mounts.add(new Mount.Bind(source, parts[1], readOnly ? Mount.Access.READ_ONLY : Mount.Access.READ_WRITE));
        }
        return mounts;
    }
}
