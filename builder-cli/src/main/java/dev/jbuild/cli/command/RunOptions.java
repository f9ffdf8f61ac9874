package dev.jbuild.cli.command;

import dev.jbuild.cli.CommandSpec;
import dev.jbuild.cli.Console;
import dev.jbuild.cli.ParseResult;
import dev.jbuild.cli.RuntimeChoice;
import dev.jbuild.cli.Wiring;
import dev.jbuild.cli.settings.Setting;
import dev.jbuild.cli.settings.SettingCheck;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.plan.Op;
import dev.jbuild.core.sandbox.ProcessSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The options of {@code run}, checked. */
final class RunOptions {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}");
    private static final String HOSTNAME = "jbuild";
    private static final int MOST_OF_HOSTNAME = 64; // bytes, as the kernel has it

    private final ParseResult options;
    private final Console console;

    RunOptions(ParseResult options, Console console) {
        this.options = options;
        this.console = console;
    }

    static CommandSpec spec() {
        Options options = Options.of(
                        "Runs a command in a container of an image; what it writes is thrown away at its end.",
                        "Exit code: the command's; 125 when jbuild fails, 126 when the command cannot be started,",
                        "127 when it is not found, 128 + n when signal n ended it.",
                        "Signals are handed on to the command; the third SIGINT or SIGTERM ends it in any case.")
                .flag("hand standard input on to the command", "-i", "--interactive")
                .flag("give the command a terminal", "-t", "--tty")
                .flag("false: stay until the command ends, as is always done", "-d", "--detach")
                .flag("remove the container at its end, as is always done", "--rm")
                .values("NAME[=VALUE]", "set a variable; without a value, the environment's", "-e", "--env")
                .values("FILE", "set the variables of a file, NAME=VALUE a line", "--env-file")
                .value("DIR", "the directory to start in", "-w", "--workdir")
                .value("USER", "the user, name or id, with :group if wanted", "-u", "--user")
                .value("NAME", "the container's host name (default: its name, else jbuild)", "-h", "--hostname")
                .value("COMMAND", "run this instead of the image's entrypoint", "--entrypoint")
                .values(
                        "[SRC:]DST[:ro]",
                        "mount a path of the host, made if missing, or the volume of this name; DST alone: a new volume",
                        "-v",
                        "--volume")
                .values("SPEC", "mount type=bind|volume|tmpfs,source=SRC,target=DST[,readonly]", "--mount")
                .values(
                        "DST[:SPEC]",
                        "mount an empty file system in memory: size=SIZE,mode=MODE,uid=N,gid=N,exec,suid,dev,ro",
                        "--tmpfs")
                .value("RUNTIME", "what runs the command: " + RuntimeChoice.KINDS, RuntimeChoice.OPTION)
                .value("NETWORK", "host (default), none, or private: out of reach of the host", "--network")
                .values("HOST:IP", "a line of /etc/hosts; host-gateway is the host's address", "--add-host")
                .flag("let the command write to mounts only", "--read-only")
                .values(
                        "CAPABILITY",
                        "give root of the container one more capability, with the system calls it is for, or ALL",
                        "--cap-add")
                .values("CAPABILITY", "take a capability away, or ALL", "--cap-drop")
                .values("HOW", "insecure: all capabilities and system calls; needs --allow", "--security")
                .values(
                        "DEVICE",
                        "a device of the host, PATH[:DST[:rwm]], or VENDOR/CLASS=NAME of CDI; needs --allow",
                        "--device")
                .values("WHAT", "allow more than the default: " + Allowances.KINDS, "--allow")
                .value("NAME", "a name that no other running container of the store has", "--name")
                .flag("run the command below a first process that hands signals on and buries orphans", "--init")
                .value("PLATFORM", "which of an image's platforms, os/arch[/variant]", "--platform")
                .value("WHEN", "ask the registry for the image: missing (default), always or never", "--pull")
                .value("NAME", "make an image with this name of what the command changed", "--commit")
                .value(
                        "[BUILD:]N",
                        "run the state after step N of the last build (or of BUILD) instead of an image",
                        "--step")
                .parameters(0, "0..*", "IMAGE [COMMAND]", "a reference or an image ID, then what to run in it");
        return ResourceOptions.add(options, "the command")
                .stopAtFirstParameter()
                .spec();
    }

    /** Refuses what cannot be done, before anything is done. */
    void check() {
        if (Options.isSet(options, "--detach")) {
            throw BuildException.of(ErrorCode.USAGE, "got -d: there is no daemon that could keep a container running")
                    .withHint("leave -d out, or run jbuild in the background: jbuild run … &");
        }
        if (interactive() && tty() && !console.readsTerminal()) {
            throw BuildException.of(ErrorCode.USAGE, "got -i and -t, and standard input is no terminal")
                    .withHint("leave -t out");
        }
        if (step().isEmpty() && Options.parameters(options, 0).isEmpty()) {
            throw BuildException.of(ErrorCode.USAGE, "got no image")
                    .withHint("write it behind the options: jbuild run IMAGE");
        }
        commit();
        hostname();
        network();
        extraHosts();
        adjustments(List.of());
        privileges();
        limits();
    }

    /** What the user named; empty with {@link #step}. */
    String image() {
        return step().isPresent() ? "" : Options.parameters(options, 0).get(0);
    }

    Optional<String> step() {
        return Options.text(options, "--step");
    }

    /** What stands behind the image. */
    List<String> words() {
        List<String> all = Options.parameters(options, 0);
        return step().isPresent() ? all : all.subList(1, all.size());
    }

    Optional<String> text(String name) {
        return Options.text(options, name);
    }

    List<String> texts(String name) {
        return Options.texts(options, name);
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

    Optional<String> name() {
        Optional<String> name = text("--name");
        if (name.isPresent() && !NAME.matcher(name.get()).matches()) {
            throw BuildOptions.wrong("--name", name.get(), "letters, digits, _, . and -, the first a letter or digit");
        }
        return name;
    }

    String hostname() {
        String name = text("--hostname").or(this::name).orElse(HOSTNAME);
        boolean plain = !name.isEmpty() && name.chars().allMatch(c -> c > ' ' && c < 0x7f);
        if (!plain || name.length() > MOST_OF_HOSTNAME) {
            throw BuildOptions.wrong("--hostname", name, "at most 64 characters and no blanks");
        }
        return name;
    }

    Optional<dev.jbuild.core.oci.ImageReference> commit() {
        return text("--commit").map(StoredImages::newReference);
    }

    ProcessSpec.Network network() {
        String network = text("--network")
                .or(() -> Wiring.of(console).settings().text(Setting.NETWORK))
                .orElse("host");
        return switch (network) {
            case "host", "default" -> ProcessSpec.Network.HOST;
            case "none" -> ProcessSpec.Network.NONE;
            case "private" -> ProcessSpec.Network.PRIVATE;
            default -> throw SettingCheck.wrong(Setting.NETWORK, network, Setting.NETWORK.option());
        };
    }

    List<ProcessSpec.HostEntry> extraHosts() {
        List<ProcessSpec.HostEntry> hosts = new ArrayList<>();
        for (String text : texts("--add-host")) {
            Op.Run.ExtraHost host = ExtraHosts.parse(text);
            hosts.add(new ProcessSpec.HostEntry(host.name(), host.address()));
        }
        return hosts;
    }

    ProcessSpec.Privileges privileges() {
        for (String how : texts("--security")) {
            if (!how.equals("insecure") && !how.equals("sandbox")) {
                throw BuildOptions.wrong("--security", how, "sandbox or insecure");
            }
            if (how.equals("insecure")) {
                Allowances.need(allowed(), Allowances.INSECURE, "--security=insecure");
                return ProcessSpec.Privileges.INSECURE;
            }
        }
        return ProcessSpec.Privileges.DEFAULT;
    }

    Set<String> allowed() {
        return Allowances.parse(texts("--allow"));
    }

    ProcessSpec.Limits limits() {
        return ResourceOptions.all(options);
    }

    ProcessSpec.Adjustments adjustments(List<ProcessSpec.Device> devices) {
        return new ProcessSpec.Adjustments(
                Capabilities.parse(texts("--cap-add"), "--cap-add"),
                Capabilities.dropped(texts("--cap-drop"), texts("--cap-add")),
                devices,
                Options.isSet(options, "--read-only")
                        ? ProcessSpec.RootAccess.READ_ONLY
                        : ProcessSpec.RootAccess.WRITABLE,
                Options.isSet(options, "--init") ? ProcessSpec.Init.REAPER : ProcessSpec.Init.COMMAND);
    }
}
