package dev.jbuild.exec.sandbox;

import static dev.jbuild.exec.program.Arg.mode;
import static dev.jbuild.exec.program.Arg.number;
import static dev.jbuild.exec.program.Arg.text;

import dev.jbuild.core.tree.TreePath;
import dev.jbuild.exec.program.Arg;
import dev.jbuild.exec.program.Constant;
import dev.jbuild.exec.program.Errno;
import dev.jbuild.exec.program.Linux;
import dev.jbuild.exec.program.ProgramBuilder;
import dev.jbuild.exec.program.Slot;
import dev.jbuild.exec.program.Syscall;
import dev.jbuild.exec.runtime.RuntimeConfig.MountEntry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Mounts that a runtime is to bind, each attached in the scratch directory first. One that lies within another is attached there by
 * us, by descriptors and without following a link: what is in a mount may change at any moment, and a runtime would resolve it by
 * name. So all destinations that a runtime sees are paths of the image, resolved, or of file systems that it has just made.
 */
final class StagedMounts {
    private final ProgramBuilder program;
    private final MountCalls mounts;
    private final ScratchDirectory scratch;
    private final Map<TreePath, String> staged = new LinkedHashMap<>(); // names in the scratch directory
    private final List<MountEntry> entries = new ArrayList<>();

    StagedMounts(ProgramBuilder program, MountCalls mounts, ScratchDirectory scratch) {
        this.program = program;
        this.mounts = mounts;
        this.scratch = scratch;
    }

    /** All entries for the runtime so far. */
    List<MountEntry> entries() {
        return List.copyOf(entries);
    }

    /** Attaches what was asked for. */
    void stage(List<SpecMounts.Prepared> prepared) {
        program.topic("stage what was asked for");
        List<Slot> closing = new ArrayList<>();
        for (SpecMounts.Prepared mount : prepared) {
            MountPoint point = mount.point();
            boolean nested = point.within().filter(staged::containsKey).isPresent();
            if (nested) {
                Slot at = walk(point.within().get(), point.path(), point.kind());
                mounts.attachAt(mount.mount(), at, mount.attributes(), mount.recursion());
                staged.put(point.path(), ""); // only what lies in it directly is found by a name
            } else {
                add(point, mount.mount(), mount.attributes(), mount.recursion());
            }
            if (mount.closing() == SpecMounts.Closing.READ_ONLY_LAST) {
                closing.add(open(point.path()));
                close(point.path());
            }
        }
        for (Slot mount : closing) {
            mounts.restrict(mount, Linux.MOUNT_ATTR_RDONLY, Constant.NONE);
        }
    }

    /** The runtime sets the attributes of what it binds once more. */
    private void close(TreePath path) {
        String destination = destination(path);
        entries.replaceAll(entry -> entry.destination().equals(destination) ? readOnly(entry) : entry);
    }

    private static MountEntry readOnly(MountEntry entry) {
        List<String> options = new ArrayList<>(entry.options());
        options.add("ro");
        return new MountEntry(entry.destination(), entry.type(), entry.source(), options);
    }

    /** Attaches one to be bound on a path of the image. */
    void add(MountPoint point, Slot mount, Constant attributes, Constant recursion) {
        String name = "mount-at-" + entries.size();
        Arg at = scratch.at(name);
        if (point.kind() == MountPoint.Kind.DIRECTORY) {
            scratch.makeDirectory(at, 0700);
        } else {
            program.call(Syscall.MKNODAT, Linux.AT_FDCWD, at, MountCalls.mode(Linux.S_IFREG, 0600), number(0));
        }
        if (attributes.equals(Constant.NONE)) {
            mounts.attach(mount, at);
        } else {
            mounts.attach(mount, at, attributes, recursion);
        }
        staged.put(point.path(), name);
        String source = scratch.path(name).toString();
        entries.add(new MountEntry(destination(point.path()), "bind", source, options(attributes)));
    }

    static String destination(TreePath path) {
        return "/" + new String(path.toBytes(), StandardCharsets.UTF_8);
    }

    private static List<String> options(Constant attributes) {
        List<String> options = new ArrayList<>(List.of("rbind"));
        Map.of(
                        "ro", Linux.MOUNT_ATTR_RDONLY,
                        "nosuid", Linux.MOUNT_ATTR_NOSUID,
                        "nodev", Linux.MOUNT_ATTR_NODEV,
                        "noexec", Linux.MOUNT_ATTR_NOEXEC)
                .forEach((name, bit) -> {
                    if ((attributes.x86() & bit.x86()) != 0) {
                        options.add(name);
                    }
                });
        options.sort((a, b) -> a.equals("rbind") ? -1 : b.equals("rbind") ? 1 : a.compareTo(b));
        return options;
    }

    /** True when a path of the container is in one of them, or is one. */
    boolean holds(TreePath path) {
        return staged.keySet().stream().anyMatch(path::startsWith);
    }

    /** Makes what is missing of a directory in a mount. */
    void makeDirectory(TreePath mount, TreePath path) {
        program.call(Syscall.CLOSE, walk(mount, path, MountPoint.Kind.DIRECTORY));
    }

    private Slot open(TreePath path) {
        TreePath outermost = staged.entrySet().stream()
                .filter(entry -> !entry.getValue().isEmpty() && path.startsWith(entry.getKey()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
        Slot root = program.slot("staged");
        Constant flags = Linux.O_PATH.or(Linux.O_NOFOLLOW).or(Linux.O_CLOEXEC);
        program.call(Syscall.OPENAT, Linux.AT_FDCWD, scratch.at(staged.get(outermost)), flags)
                .into(root);
        return outermost.equals(path) ? root : walk(root, path.relativeTo(outermost), MountPoint.Kind.DIRECTORY);
    }

    private Slot walk(TreePath mount, TreePath path, MountPoint.Kind kind) {
        return walk(open(mount), path.relativeTo(mount), kind);
    }

    /** Goes down from a descriptor, making what is missing; a link on the way is an error. */
    private Slot walk(Slot from, TreePath path, MountPoint.Kind kind) {
        Slot at = from;
        List<TreePath> names = path.components();
        for (int i = 0; i < names.size(); i++) {
            Arg name = text(names.get(i).toBytes());
            boolean file = i == names.size() - 1 && kind == MountPoint.Kind.FILE;
            if (file) {
                program.call(Syscall.MKNODAT, at, name, MountCalls.mode(Linux.S_IFREG, 0644), number(0))
                        .accept(Errno.EEXIST);
            } else {
                program.call(Syscall.MKDIRAT, at, name, mode(0755)).accept(Errno.EEXIST, Errno.EROFS);
            }
            Slot next = program.slot("within");
            Constant flags = Linux.O_PATH.or(Linux.O_NOFOLLOW).or(Linux.O_CLOEXEC);
            program.call(Syscall.OPENAT, at, name, file ? flags : flags.or(Linux.O_DIRECTORY))
                    .into(next);
            program.call(Syscall.CLOSE, at);
            at = next;
        }
        return at;
    }
}
