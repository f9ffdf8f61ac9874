package dev.jbuild.exec.sandbox;

import static dev.jbuild.exec.program.Arg.mode;
import static dev.jbuild.exec.program.Arg.number;
import static dev.jbuild.exec.program.Arg.text;

import dev.jbuild.core.sandbox.ProcessSpec;
import dev.jbuild.exec.program.Arg;
import dev.jbuild.exec.program.Constant;
import dev.jbuild.exec.program.Linux;
import dev.jbuild.exec.program.ProgramBuilder;
import dev.jbuild.exec.program.Slot;
import dev.jbuild.exec.program.Syscall;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** /proc, /sys and /dev of the sandbox's own. Made before the rootfs is entered, attached after. */
final class KernelFileSystems {
    private static final Map<String, Integer> DEVICES = devices(); // name to major << 8 | minor
    private static final Map<String, String> LINKS = links();

    private final ProgramBuilder program;
    private final MountCalls mounts;
    private final Rights rights;
    private final Asked asked;
    private final Map<String, Slot> made = new LinkedHashMap<>(); // by path, in the order of attaching
    private final Map<String, Slot> devices = new LinkedHashMap<>(); // of the host, where none can be made

    /** What of a command they depend upon. */
    record Asked(ProcessSpec.Network network, ProcessSpec.Privileges privileges, long shmBytes) {}

    KernelFileSystems(ProgramBuilder program, MountCalls mounts, Rights rights, Asked asked) {
        this.program = program;
        this.mounts = mounts;
        this.rights = rights;
        this.asked = asked;
    }

    /** The calls that make them. A terminal's devpts was made earlier and is handed in. */
    void make(Optional<Slot> devpts) {
        program.topic("kernel file systems");
        made.put("/proc", mounts.fileSystem("proc", MountCalls.HARMLESS));
        if (ownsNetwork()) {
            made.put("/sys", mounts.fileSystem("sysfs", sysAttributes()));
        } else {
            made.put("/sys", mounts.bind("sys", text("/sys"), Linux.AT_RECURSIVE));
        }
        made.put("/dev", mounts.fileSystem("tmpfs", Linux.MOUNT_ATTR_NOSUID, "mode", "755", "size", "65536k"));
        made.put("/dev/pts", devpts.orElseGet(() -> devpts(mounts, rights)));
        String shm = Long.toString(asked.shmBytes());
        made.put("/dev/shm", mounts.fileSystem("tmpfs", MountCalls.HARMLESS, "mode", "1777", "size", shm));
        made.put("/dev/mqueue", mounts.fileSystem("mqueue", MountCalls.HARMLESS));
        if (rights.inUserNamespace()) {
            DEVICES.keySet()
                    .forEach(
                            name -> devices.put(name, mounts.bind("dev-" + name, text("/dev/" + name), Constant.NONE)));
        }
    }

    static Slot devpts(MountCalls mounts, Rights rights) {
        Constant attributes = Linux.MOUNT_ATTR_NOSUID.or(Linux.MOUNT_ATTR_NOEXEC);
        return rights.manyIds()
                ? mounts.fileSystem("devpts", attributes, "ptmxmode", "0666", "mode", "0620", "gid", "5")
                : mounts.fileSystem("devpts", attributes, "ptmxmode", "0666", "mode", "0620");
    }

    /** sysfs shows the network of who mounts it, and only who owns that network may. */
    private boolean ownsNetwork() {
        return !rights.inUserNamespace() || asked.network() != ProcessSpec.Network.HOST;
    }

    private Constant sysAttributes() {
        return asked.privileges() == ProcessSpec.Privileges.INSECURE
                ? MountCalls.HARMLESS
                : MountCalls.HARMLESS.or(Linux.MOUNT_ATTR_RDONLY);
    }

    /** The calls that attach them, inside the rootfs; the mount points are there. */
    void attach() {
        program.topic("/proc, /sys, /dev");
        made.forEach((path, mount) -> {
            if (path.startsWith("/dev/")) {
                program.call(Syscall.MKDIRAT, Linux.AT_FDCWD, text(path), mode(0755));
            }
            if (path.equals("/sys") && !ownsNetwork()) {
                mounts.attach(mount, text(path), sysAttributes(), Linux.AT_RECURSIVE);
            } else {
                mounts.attach(mount, text(path));
            }
        });
        program.call(Syscall.UMASK, mode(0));
        DEVICES.forEach((name, device) -> {
            Arg path = text("/dev/" + name);
            if (rights.inUserNamespace()) {
                program.call(Syscall.MKNODAT, Linux.AT_FDCWD, path, MountCalls.mode(Linux.S_IFREG, 0666), number(0));
                mounts.attach(devices.get(name), path);
            } else {
                program.call(
                        Syscall.MKNODAT, Linux.AT_FDCWD, path, MountCalls.mode(Linux.S_IFCHR, 0666), number(device));
            }
        });
        program.call(Syscall.UMASK, mode(022));
        LINKS.forEach(
                (name, target) -> program.call(Syscall.SYMLINKAT, text(target), Linux.AT_FDCWD, text("/dev/" + name)));
    }

    private static Map<String, Integer> devices() {
        Map<String, Integer> devices = new LinkedHashMap<>();
        devices.put("null", 0x103);
        devices.put("zero", 0x105);
        devices.put("full", 0x107);
        devices.put("random", 0x108);
        devices.put("urandom", 0x109);
        devices.put("tty", 0x500);
        return devices;
    }

    private static Map<String, String> links() {
        Map<String, String> links = new LinkedHashMap<>();
        links.put("fd", "/proc/self/fd");
        links.put("stdin", "/proc/self/fd/0");
        links.put("stdout", "/proc/self/fd/1");
        links.put("stderr", "/proc/self/fd/2");
        links.put("ptmx", "pts/ptmx");
        links.put("core", "/proc/kcore");
        return links;
    }
}
