package dev.jbuild.exec.sandbox;

import static dev.jbuild.exec.program.Arg.NULL;
import static dev.jbuild.exec.program.Arg.mode;
import static dev.jbuild.exec.program.Arg.number;
import static dev.jbuild.exec.program.Arg.text;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.file.PathBytes;
import dev.jbuild.core.sandbox.ExitStatus;
import dev.jbuild.core.sandbox.ProcessSpec;
import dev.jbuild.exec.host.CgroupMounts;
import dev.jbuild.exec.host.OwnFiles;
import dev.jbuild.exec.program.Constant;
import dev.jbuild.exec.program.Errno;
import dev.jbuild.exec.program.Label;
import dev.jbuild.exec.program.Linux;
import dev.jbuild.exec.program.Memory;
import dev.jbuild.exec.program.ProgramBuilder;
import dev.jbuild.exec.program.Slot;
import dev.jbuild.exec.program.Syscall;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A command's control groups, in version 1 or 2, made for its limits and removed after it. Used by one thread at a time. */
final class ControlGroup implements AutoCloseable {
    private static final long CPU_PERIOD_MICROS = 100_000;
    private static final int REMOVALS = 100;
    private static final long REMOVAL_NANOS = 5_000_000; // 5 ms
    private static final String MEMBERS = "cgroup.procs";
    private static final byte[] MYSELF = {'0'};
    private static final String PIDS_EVENTS = "pids.events";
    private static final List<String> EVENTS = List.of("memory.oom_control", "memory.events", PIDS_EVENTS);
    private static final List<String> NO_EVENTS = List.of(); // of groups that limit nothing
    private static final int EVENTS_BYTES = 4096;
    private static final String COPY = "events-";

    private final Set<Path> directories;
    private final List<Path> planned = new ArrayList<>();
    private @Nullable Path unified; // the one of version 2

    /** No groups. */
    static ControlGroup none() {
        return new ControlGroup(Set.of());
    }

    /** Groups that somebody else makes, to be removed. */
    static ControlGroup madeElsewhere(List<Path> directories) {
        return new ControlGroup(new LinkedHashSet<>(directories));
    }

    private ControlGroup(Set<Path> directories) {
        this.directories = directories;
    }

    /** A setting of a group, by its file in either version. */
    private record Setting(String controller, String legacyFile, String file, String value, String legacyValue) {}

    /** Makes the groups that the limits need, none when there are none. A BuildException when they cannot be made. */
    static ControlGroup make(ProcessSpec.Limits limits) throws IOException {
        ControlGroup group = new ControlGroup(new LinkedHashSet<>());
        List<Setting> settings = settings(limits);
        if (settings.isEmpty()) {
            return group;
        }
        String name = StaleGroups.freshName();
        try {
            for (Setting setting : settings) {
                group.apply(setting, name);
            }
            return group;
        } catch (IOException e) {
            group.close();
            throw BuildException.of(ErrorCode.FEATURE_MISSING, "cannot limit a command: " + e.getMessage())
                    .withHint("run jbuild as root, or have control groups delegated to the user")
                    .withCause(e);
        }
    }

    /** The controllers that limits need. */
    static List<String> controllers(ProcessSpec.Limits limits) {
        return settings(limits).stream().map(Setting::controller).toList();
    }

    private static List<Setting> settings(ProcessSpec.Limits limits) {
        List<Setting> settings = new ArrayList<>();
        if (limits.memoryBytes() > 0) {
            String bytes = Long.toString(limits.memoryBytes());
            settings.add(new Setting("memory", "memory.limit_in_bytes", "memory.max", bytes, bytes));
        }
        if (limits.pids() > 0) {
            String pids = Long.toString(limits.pids());
            settings.add(new Setting("pids", "pids.max", "pids.max", pids, pids));
        }
        if (limits.nanoCpus() > 0) {
            long quota = Math.max(1000, limits.nanoCpus() * CPU_PERIOD_MICROS / 1_000_000_000L);
            String both = quota + " " + CPU_PERIOD_MICROS;
            settings.add(new Setting("cpu", "cpu.cfs_quota_us", "cpu.max", both, Long.toString(quota)));
        }
        return settings;
    }

    private void apply(Setting setting, String name) throws IOException {
        CgroupMounts.Place place = CgroupMounts.find(setting.controller());
        Path directory = place.directory().resolve(name);
        if (directories.add(directory)) {
            StaleGroups.sweep(place.directory());
            OwnFiles.makeDirectory(directory);
        }
        boolean legacy = place.version() == CgroupMounts.Version.ONE;
        if (!legacy) {
            unified = directory;
        }
        String value = legacy ? setting.legacyValue() : setting.value();
        OwnFiles.writeOnce(
                directory.resolve(legacy ? setting.legacyFile() : setting.file()),
                value.getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * One more group, which the program makes first of all.
     *
     * @param fresh the end of its name
     */
    void addPlanned(Path parent, CgroupMounts.Version version, String fresh) throws IOException {
        Path directory = parent.resolve(StaleGroups.name(fresh));
        directories.add(directory);
        planned.add(directory);
        if (version == CgroupMounts.Version.TWO) {
            unified = directory;
        }
    }

    /** The group of version 2, of which there is at most one: a process can be born in it, which is faster than to join it. */
    Optional<Path> unified() {
        return Optional.ofNullable(unified);
    }

    /** Those that the program makes. */
    List<Path> planned() {
        return List.copyOf(planned);
    }

    List<Path> directories() {
        return List.copyOf(directories);
    }

    boolean isEmpty() {
        return directories.isEmpty();
    }

    /**
     * In the inner process, while the host is in sight: joins the groups of version 1, and then sees all as the root. Joining waits until
     * no processor is in the middle of a fork, which takes ten milliseconds where nobody joined a group lately.
     */
    void join(ProgramBuilder program) {
        if (isEmpty()) {
            return;
        }
        program.topic("control groups");
        for (Path directory : directories) {
            if (!directory.equals(unified)) {
                join(program, directory);
            }
        }
        program.call(Syscall.UNSHARE, Linux.CLONE_NEWCGROUP);
    }

    /** The calling process joins a group. */
    static void join(ProgramBuilder program, Path directory) {
        Slot members = program.slot("members");
        byte[] file = PathBytes.bytes(directory.resolve(MEMBERS));
        program.call(Syscall.OPENAT, Linux.AT_FDCWD, text(file), Linux.O_WRONLY.or(Linux.O_CLOEXEC), NULL)
                .into(members);
        program.call(Syscall.WRITE, members, program.bytes("myself", MYSELF), number(MYSELF.length))
                .orFail(ErrorCode.PERMISSION_DENIED, "cannot join a control group");
        program.call(Syscall.CLOSE, members);
    }

    /** In the outer process, all others ended: keeps what tells of memory that ran out, and removes the groups. */
    void end(ProgramBuilder program, ScratchDirectory scratch) {
        if (isEmpty()) {
            return;
        }
        program.topic("the end of the control groups");
        Slot from = program.slot("events");
        Slot to = program.slot("events-copy");
        Slot length = program.slot("events-length");
        Memory buffer = program.zeros("events", EVENTS_BYTES);
        int copies = 0;
        for (Path directory : directories) {
            for (String file : planned.contains(directory) ? NO_EVENTS : EVENTS) {
                Label none = program.label("no-events-" + copies);
                program.call(
                                Syscall.OPENAT,
                                Linux.AT_FDCWD,
                                text(PathBytes.bytes(directory.resolve(file))),
                                Linux.O_RDONLY.or(Linux.O_CLOEXEC),
                                NULL)
                        .into(from)
                        .when(Errno.ENOENT, none);
                program.call(Syscall.READ, from, buffer, number(EVENTS_BYTES)).into(length);
                program.call(Syscall.CLOSE, from);
                Constant fresh = Linux.O_WRONLY.or(Linux.O_CREAT).or(Linux.O_CLOEXEC);
                program.call(Syscall.OPENAT, Linux.AT_FDCWD, scratch.at(COPY + copies), fresh, mode(0600))
                        .into(to);
                program.call(Syscall.WRITE, to, buffer, length);
                program.call(Syscall.CLOSE, to);
                program.place(none);
                copies++;
            }
            // What the kernel has not let go of yet, the JVM removes, or a later build.
            program.call(Syscall.UNLINKAT, Linux.AT_FDCWD, text(PathBytes.bytes(directory)), Linux.AT_REMOVEDIR)
                    .acceptAll();
        }
    }

    /** The limits that the kernel enforced, as the outer process has kept it: it ended a process for want of memory, or started none. */
    Set<ExitStatus.Limit> struck(Path scratch) throws IOException {
        Set<ExitStatus.Limit> struck = EnumSet.noneOf(ExitStatus.Limit.class);
        for (int i = 0; i < EVENTS.size() * (directories.size() - planned.size()); i++) {
            Path copy = scratch.resolve(COPY + i);
            if (!OwnFiles.exists(copy)) {
                continue;
            }
            if (counts(copy, "oom_kill")) {
                struck.add(ExitStatus.Limit.MEMORY);
            }
            if (EVENTS.get(i % EVENTS.size()).equals(PIDS_EVENTS) && counts(copy, "max")) {
                struck.add(ExitStatus.Limit.PROCESSES);
            }
        }
        return struck;
    }

    /** Whether a file of counters, a name and a number a line, says that something has happened. */
    private static boolean counts(Path file, String name) throws IOException {
        byte[] text = OwnFiles.read(file).orElse(new byte[0]);
        return new String(text, StandardCharsets.US_ASCII)
                .lines()
                .anyMatch(line -> line.startsWith(name + " ") && !line.equals(name + " 0"));
    }

    /** Removes the groups. The last processes may still be on their way out: then it waits a little. */
    @Override
    public void close() {
        for (Path directory : directories) {
            for (int i = 0; i < REMOVALS && !removed(directory); i++) {
                LockSupport.parkNanos(REMOVAL_NANOS);
            }
        }
    }

    /** Removes an empty one. */
    static boolean removed(Path directory) {
        try {
            OwnFiles.delete(directory);
            return true;
        } catch (IOException e) {
            return false; // busy; should it stay so, a later build of this user removes it
        }
    }
}
