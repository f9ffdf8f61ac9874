package dev.jbuild.exec.sandbox;

import static dev.jbuild.exec.program.Arg.NULL;
import static dev.jbuild.exec.program.Arg.text;

import dev.jbuild.exec.program.Constant;
import dev.jbuild.exec.program.Errno;
import dev.jbuild.exec.program.Linux;
import dev.jbuild.exec.program.ProgramBuilder;
import dev.jbuild.exec.program.Syscall;
import java.util.List;
import java.util.stream.Stream;

/**
 * What of /proc and /sys a command must not see or not change, as Docker has it: what tells of the host's hardware, keys and timing,
 * and switches of the whole machine. The paths lie in file systems that we made; the image has no say in where they lead.
 */
final class MaskedPaths {
    private static final List<String> FILES = List.of(
            "/proc/interrupts",
            "/proc/kcore",
            "/proc/keys",
            "/proc/latency_stats",
            "/proc/sched_debug",
            "/proc/timer_list",
            "/proc/timer_stats");
    private static final List<String> DIRECTORIES =
            List.of("/proc/acpi", "/proc/asound", "/proc/scsi", "/sys/devices/virtual/powercap", "/sys/firmware");
    private static final List<String> READ_ONLY =
            List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

    private static final Constant EMPTY = Linux.MS_RDONLY.or(MountCalls.HARMLESS);

    private MaskedPaths() {}

    /** What must not be seen. */
    static List<String> masked() {
        return Stream.concat(FILES.stream(), DIRECTORIES.stream()).toList();
    }

    /** What must not be changed. */
    static List<String> readOnly() {
        return READ_ONLY;
    }

    static void add(ProgramBuilder program) {
        program.topic("masked and read-only paths");
        for (String path : FILES) {
            program.call(Syscall.MOUNT, text("/dev/null"), text(path), NULL, Linux.MS_BIND, NULL)
                    .accept(Errno.ENOENT);
        }
        for (String path : DIRECTORIES) {
            program.call(Syscall.MOUNT, text("tmpfs"), text(path), text("tmpfs"), EMPTY, text("size=0k"))
                    .accept(Errno.ENOENT);
        }
        for (String path : READ_ONLY) {
            program.call(Syscall.MOUNT, text(path), text(path), NULL, Linux.MS_BIND.or(Linux.MS_REC), NULL)
                    .accept(Errno.ENOENT);
            program.call(
                            Syscall.MOUNT,
                            NULL,
                            text(path),
                            NULL,
                            Linux.MS_BIND
                                    .or(Linux.MS_REMOUNT)
                                    .or(Linux.MS_RDONLY)
                                    .or(MountCalls.HARMLESS),
                            NULL)
                    .accept(Errno.ENOENT);
        }
    }
}
