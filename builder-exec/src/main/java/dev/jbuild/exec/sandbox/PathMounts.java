package dev.jbuild.exec.sandbox;

import static dev.jbuild.exec.program.Arg.NULL;
import static dev.jbuild.exec.program.Arg.number;
import static dev.jbuild.exec.program.Arg.text;

import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.exec.program.Arg;
import dev.jbuild.exec.program.Constant;
import dev.jbuild.exec.program.Linux;
import dev.jbuild.exec.program.ProgramBuilder;
import dev.jbuild.exec.program.Slot;
import dev.jbuild.exec.program.Syscall;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Mounts by mount(2), for kernels or filters that know nothing newer. A file system is made where it is attached and not before; what
 * is bound is opened before the rootfs is entered and named by its descriptor then, so that here, too, no path of the host is looked
 * up once an image has a say. The host stays attached, out of reach of any path, until all is bound.
 */
final class PathMounts {
    private static final int SOURCE = 240; // numbers of descriptors that a path can name
    private static final int TARGET = 241;
    private static final Constant PLACE = Linux.O_PATH.or(Linux.O_NOFOLLOW).or(Linux.O_CLOEXEC);

    private final ProgramBuilder program;
    private final Map<Slot, FileSystem> made = new HashMap<>();
    private final Map<Slot, Constant> recursion = new HashMap<>();

    PathMounts(ProgramBuilder program) {
        this.program = program;
    }

    /** A file system that is to be made when it is attached. */
    private record FileSystem(String type, Constant attributes, List<String> options) {

        String joined() {
            List<String> pairs = new ArrayList<>();
            for (int i = 0; i < options.size(); i += 2) {
                pairs.add(options.get(i) + "=" + options.get(i + 1));
            }
            return String.join(",", pairs);
        }
    }

    Slot fileSystem(String type, Constant attributes, String... options) {
        Slot mount = program.slot(type);
        made.put(mount, new FileSystem(type, attributes, List.of(options)));
        return mount;
    }

    /** Attaches one at once, and opens its root. */
    Slot fileSystemAt(Arg place, Slot fileSystem) {
        mount(made.remove(fileSystem), place);
        program.call(Syscall.OPENAT, Linux.AT_FDCWD, place, PLACE.or(Linux.O_DIRECTORY))
                .into(fileSystem);
        return fileSystem;
    }

    Slot bind(String name, Arg directory, Arg path, Constant recursive) {
        Slot source = program.slot(name);
        program.call(Syscall.OPENAT, directory, path, PLACE)
                .into(source)
                .orFail(ErrorCode.NAMESPACES_REFUSED, "cannot bind a mount");
        recursion.put(source, recursive);
        return source;
    }

    void attach(Slot mount, Arg target) {
        FileSystem fileSystem = made.get(mount);
        if (fileSystem != null) {
            mount(fileSystem, target);
            return;
        }
        Constant flags =
                recursion.getOrDefault(mount, Constant.NONE).isNone() ? Linux.MS_BIND : Linux.MS_BIND.or(Linux.MS_REC);
        program.call(Syscall.MOUNT, named(mount, SOURCE), target, NULL, flags, NULL)
                .orFail(ErrorCode.NAMESPACES_REFUSED, "cannot attach a mount");
        program.call(Syscall.CLOSE, number(SOURCE));
        program.call(Syscall.CLOSE, mount);
    }

    void attachAt(Slot mount, Slot at, Constant attributes) {
        Arg target = named(at, TARGET);
        attach(mount, target);
        program.call(Syscall.CLOSE, number(TARGET));
        // The path of before leads to what lies below the mount that was just made.
        Slot there = program.slot("attached");
        program.call(Syscall.OPENAT, at, text("."), PLACE.or(Linux.O_DIRECTORY)).into(there);
        restrict(there, attributes);
        program.call(Syscall.CLOSE, there);
    }

    void restrict(Slot mount, Constant attributes) {
        restrict(named(mount, TARGET), attributes);
        program.call(Syscall.CLOSE, number(TARGET));
    }

    void restrict(Arg target, Constant attributes) {
        // The bits of MOUNT_ATTR_ that are used here are those of MS_, too.
        Constant flags = Linux.MS_BIND.or(Linux.MS_REMOUNT).or(attributes);
        program.call(Syscall.MOUNT, NULL, target, NULL, flags, NULL)
                .orFail(ErrorCode.NAMESPACES_REFUSED, "cannot restrict a mount");
    }

    private void mount(FileSystem fileSystem, Arg target) {
        Arg type = text(fileSystem.type());
        Arg options = text(fileSystem.joined());
        program.call(Syscall.MOUNT, type, target, type, fileSystem.attributes(), options)
                .orFail(ErrorCode.NAMESPACES_REFUSED, "cannot mount a file system (" + fileSystem.type() + ")");
    }

    /** A path for what a descriptor is of; whose number is only known when the program runs, so it gets one that is. */
    private Arg named(Slot descriptor, int as) {
        program.call(Syscall.DUP3, descriptor, number(as), Linux.O_CLOEXEC);
        return text("/proc/self/fd/" + as);
    }
}
