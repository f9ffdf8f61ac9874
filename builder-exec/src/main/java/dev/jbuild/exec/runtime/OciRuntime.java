package dev.jbuild.exec.runtime;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.exec.host.HostProgram;
import dev.jbuild.exec.host.OwnFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A runtime of this machine: its file, and what kind it is, which {@code --version} says. One of a known kind that is older than
 * the oldest whose holes jbuild closes from outside is refused.
 */
public record OciRuntime(Path file, Kind kind, String version) {
    private static final Pattern VERSION = Pattern.compile("version v?(\\d{1,4})\\.(\\d{1,4})(?:\\.(\\d{1,4}))?");

    /** Runtimes that differ in their options. */
    public enum Kind {
        CRUN(1, 4),
        RUNC(1, 1),
        /** Any other; it is called as runc is, with the options that the two have in common. */
        OTHER(0, 0);

        private final int oldestMajor;
        private final int oldestMinor;

        Kind(int oldestMajor, int oldestMinor) {
            this.oldestMajor = oldestMajor;
            this.oldestMinor = oldestMinor;
        }

        String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Finds a runtime by its name along PATH, or by its path. */
    public static OciRuntime find(String nameOrPath) throws IOException {
        Path file = nameOrPath.contains("/")
                ? Path.of(nameOrPath).toAbsolutePath()
                : OwnFiles.program(nameOrPath).orElseThrow(() -> missing(nameOrPath));
        if (!OwnFiles.isExecutable(file)) {
            throw missing(nameOrPath);
        }
        HostProgram.Ended ended = HostProgram.run(file, List.of("--version"));
        if (ended.status() != 0) {
            throw BuildException.of(
                            ErrorCode.FEATURE_MISSING,
                            "\"" + file + " --version\" ended with exit status " + ended.status())
                    .withHint("name an OCI runtime, such as crun or runc");
        }
        return of(file, ended.output());
    }

    private static BuildException missing(String name) {
        return BuildException.of(ErrorCode.FEATURE_MISSING, "there is no runtime \"" + name + "\"")
                .withHint("install the package crun or runc, or use --runtime=native");
    }

    /** A runtime that says this of its version. */
    static OciRuntime of(Path file, String said) {
        String first = said.lines().findFirst().orElse("");
        Kind kind = first.startsWith("crun ") ? Kind.CRUN : first.startsWith("runc ") ? Kind.RUNC : Kind.OTHER;
        Matcher number = VERSION.matcher(first);
        String version = number.find() ? number.group().substring("version ".length()) : "";
        if (kind != Kind.OTHER && !version.isEmpty() && isOlder(kind, number)) {
            throw BuildException.of(
                            ErrorCode.FEATURE_MISSING,
                            "got %s %s, want %d.%d or newer: older ones have holes that jbuild cannot close"
                                    .formatted(kind.id(), version, kind.oldestMajor, kind.oldestMinor))
                    .withHint("update " + kind.id() + ", or use --runtime=native");
        }
        return new OciRuntime(file, kind, version);
    }

    private static boolean isOlder(Kind kind, Matcher number) {
        int major = Integer.parseInt(number.group(1));
        int minor = Integer.parseInt(number.group(2));
        return major < kind.oldestMajor || major == kind.oldestMajor && minor < kind.oldestMinor;
    }

    /**
     * Where a runtime's files are.
     *
     * @param bundle the directory with config.json
     * @param state where it keeps what it knows of containers
     * @param consoleSocket to which it sends the terminal, or empty; relative to the bundle
     */
    public record Places(Path bundle, Path state, Path log, String consoleSocket) {}

    /** Whether the runtime makes control groups. */
    public enum Groups {
        MADE,
        NONE
    }

    /** The whole command that starts a container and ends when it runs. */
    public List<String> start(Places places, Groups groups, String container) {
        List<String> command = new ArrayList<>(List.of(file.toString()));
        command.addAll(List.of("--root", places.state().toString()));
        command.addAll(List.of("--log", places.log().toString(), "--log-format", "json"));
        if (kind == Kind.CRUN) {
            command.add("--cgroup-manager=" + (groups == Groups.MADE ? "cgroupfs" : "disabled"));
        } else if (kind == Kind.RUNC) {
            command.add("--rootless=" + (groups == Groups.MADE ? "false" : "true")); // of control groups only
        }
        command.addAll(List.of("run", "--detach", "--bundle", places.bundle().toString()));
        if (!places.consoleSocket().isEmpty()) {
            command.addAll(List.of("--console-socket", places.consoleSocket()));
        }
        command.add(container);
        return command;
    }
}
