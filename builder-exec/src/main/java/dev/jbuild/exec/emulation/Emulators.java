package dev.jbuild.exec.emulation;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.exec.host.OwnFiles;
import dev.jbuild.exec.program.Runner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What runs programs of other processors: the kernel itself, an emulator that the machine has registered with it, or one that is found and
 * that only the sandbox knows of. Thread-safe.
 */
public final class Emulators {
    /** Names an emulator, or the directory that has them. */
    public static final String VARIABLE = "JBUILD_QEMU";

    private static final Path REGISTERED = Path.of("/proc/sys/fs/binfmt_misc");

    private static final Set<String> CONTROLS = Set.of("register", "status");

    private final Platform machine;
    private final FormatTrial trial;
    private final Optional<String> given;
    private final Map<String, Optional<Emulation>> known = new ConcurrentHashMap<>();

    /** Those of this machine. */
    public static Emulators of(Runner runner) {
        return of(runner, Optional.empty());
    }

    /** Those of this machine, or one that is given: the value of {@link #VARIABLE}, if it has one. */
    public static Emulators of(Runner runner, Optional<String> given) {
        return new Emulators(new KernelTrial(runner, runner.file().getParent()), given);
    }

    Emulators(FormatTrial trial, Optional<String> given) {
        this.machine = Platform.host();
        this.trial = trial;
        this.given = given.filter(text -> !text.isEmpty());
    }

    /** How programs of a processor can be run. */
    public enum Way {
        /** The kernel knows an emulator, or runs them itself. */
        REGISTERED,
        /** There is an emulator, of which a sandbox can be told. */
        FOUND,
        NONE
    }

    /** How the programs of each other processor that is known here can be run, by Go's name of it. */
    public Map<String, Way> ways() throws IOException {
        Map<String, Way> ways = new TreeMap<>();
        for (BinaryFormat format : BinaryFormat.values()) {
            if (!isNative(format.architecture())) {
                Way found = interpreter(format).isPresent() ? Way.FOUND : Way.NONE;
                ways.put(format.architecture(), isRegistered(format) ? Way.REGISTERED : found);
            }
        }
        return ways;
    }

    /**
     * What must be done for programs of a platform; empty when they run as they are.
     *
     * @throws BuildException FEATURE_MISSING when nothing runs them
     */
    public Optional<Emulation> of(Platform platform) {
        if (isNative(platform.architecture())) {
            return Optional.empty();
        }
        return known.computeIfAbsent(platform.architecture(), architecture -> find(platform));
    }

    /**
     * Sees to it that programs of a platform run as they are.
     *
     * @throws BuildException FEATURE_MISSING when they need an emulator that is not registered, or when there is none
     */
    public void requireNone(Platform platform, String where) {
        if (of(platform).isPresent()) {
            throw missing(platform, "in " + where + " only an emulator serves that is registered with the kernel");
        }
    }

    /** A processor often runs the programs of its 32-bit forerunner, too. */
    private boolean isNative(String architecture) {
        return architecture.equals(machine.architecture())
                || architecture.equals("386") && machine.architecture().equals("amd64");
    }

    private Optional<Emulation> find(Platform platform) {
        Optional<BinaryFormat> format = BinaryFormat.of(platform.architecture());
        if (format.isEmpty()) {
            throw missing(platform, "nothing is known about this processor");
        }
        try {
            if (isRegistered(format.get())) {
                return Optional.empty();
            }
            return Optional.of(emulation(
                    format.get(),
                    interpreter(format.get())
                            .orElseThrow(() -> missing(
                                    platform,
                                    "there is no qemu-%s-static, and none is registered with the kernel"
                                            .formatted(format.get().emulated())))));
        } catch (IOException e) {
            throw missing(platform, e.getMessage());
        }
    }

    /** Registered, and so that it is found in a rootfs that has no emulator: where that can be seen, it must have been opened before. */
    private boolean isRegistered(BinaryFormat format) throws IOException {
        if (!trial.runs(format.header())) {
            return false;
        }
        for (Path entry : entries()) {
            String text = OwnFiles.read(entry)
                    .map(bytes -> new String(bytes, StandardCharsets.US_ASCII))
                    .orElse("");
            if (text.contains("magic " + format.magicHex())) {
                return text.lines().anyMatch(line -> line.startsWith("flags:") && line.contains("F"));
            }
        }
        return true;
    }

    private static List<Path> entries() throws IOException {
        if (!OwnFiles.isDirectory(REGISTERED)) {
            return List.of();
        }
        return OwnFiles.list(REGISTERED, "").stream()
                .filter(entry -> !CONTROLS.contains(entry.getFileName().toString()))
                .toList();
    }

    private Optional<Path> interpreter(BinaryFormat format) {
        String name = "qemu-" + format.emulated() + "-static";
        if (given.isEmpty()) {
            return OwnFiles.program(name);
        }
        Path path = Path.of(given.get()).toAbsolutePath();
        return Optional.of(OwnFiles.isDirectory(path) ? path.resolve(name) : path)
                .filter(OwnFiles::exists);
    }

    private static Emulation emulation(BinaryFormat format, Path interpreter) throws IOException {
        return new Emulation(
                interpreter,
                format.rule(Emulation.INTERPRETER),
                allIds("/proc/self/uid_map"),
                allIds("/proc/self/gid_map"));
    }

    /** A map of every id of this namespace to itself. */
    private static String allIds(String map) throws IOException {
        byte[] bytes = OwnFiles.read(Path.of(map)).orElse(new byte[0]);
        StringBuilder lines = new StringBuilder();
        for (String line : new String(bytes, StandardCharsets.US_ASCII).lines().toList()) {
            String[] fields = line.strip().split(" +");
            lines.append(fields[0])
                    .append(' ')
                    .append(fields[0])
                    .append(' ')
                    .append(fields[2])
                    .append('\n');
        }
        return lines.toString();
    }

    private BuildException missing(Platform platform, String why) {
        return BuildException.of(
                        ErrorCode.FEATURE_MISSING,
                        "cannot run programs for %s on %s: %s".formatted(platform, machine, why))
                .withHint(
                        "install the package qemu-user-static, or name an emulator in " + VARIABLE
                                + "; what only copies and compiles for other platforms needs none: FROM --platform=$BUILDPLATFORM");
    }
}
