package dev.jbuild.exec.sandbox;

import static dev.jbuild.exec.program.Arg.NULL;
import static dev.jbuild.exec.program.Arg.text;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.file.FileKind;
import dev.jbuild.core.file.FileStat;
import dev.jbuild.core.file.NioRootDirectory;
import dev.jbuild.core.file.PathBytes;
import dev.jbuild.core.file.RootDirectory;
import dev.jbuild.core.sandbox.Mount;
import dev.jbuild.core.tree.TreePath;
import dev.jbuild.exec.host.OwnFiles;
import dev.jbuild.exec.program.Arg;
import dev.jbuild.exec.program.Constant;
import dev.jbuild.exec.program.Linux;
import dev.jbuild.exec.program.ProgramBuilder;
import dev.jbuild.exec.program.Slot;
import dev.jbuild.exec.program.Syscall;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The mounts that the caller asked for: their sources are opened while the host is in sight, and attached inside the rootfs. */
final class SpecMounts {
    private static final TreePath PROC = TreePath.of("proc");
    private static final Constant NO_SPECIALS = Linux.MOUNT_ATTR_NOSUID.or(Linux.MOUNT_ATTR_NODEV);

    private final ProgramBuilder program;
    private final MountCalls mounts;
    private final ScratchDirectory scratch;
    private final MountPoints points;
    private final List<Prepared> prepared = new ArrayList<>();

    SpecMounts(ProgramBuilder program, MountCalls mounts, ScratchDirectory scratch, MountPoints points) {
        this.program = program;
        this.mounts = mounts;
        this.scratch = scratch;
        this.points = points;
    }

    /** A mount that waits for its place. */
    record Prepared(MountPoint point, Slot mount, Constant attributes, Constant recursion, Closing closing) {}

    /** Whether it becomes read-only when all that lies within it is there. */
    enum Closing {
        AS_IT_IS,
        READ_ONLY_LAST
    }

    /** The calls that open the sources, in order. */
    void prepare(List<Mount> wanted, MemoryFiles memory) throws IOException {
        program.topic("mounts that were asked for");
        for (int i = 0; i < wanted.size(); i++) {
            Mount mount = wanted.get(i);
            if (mount instanceof Mount.Bind bind) {
                prepare(bind);
            } else if (mount instanceof Mount.Tmpfs tmpfs) {
                prepare(tmpfs);
            } else if (mount instanceof Mount.Content content) {
                Slot file = memory.add("content-" + i, content.bytes(), content.attributes());
                add(content.target(), MountPoint.Kind.FILE, file, NO_SPECIALS.or(Linux.MOUNT_ATTR_RDONLY));
            } else if (mount instanceof Mount.Layers layers) {
                boolean holdsOthers = wanted.subList(i + 1, wanted.size()).stream()
                        .anyMatch(later -> TreePath.clean(later.target()).startsWith(TreePath.clean(layers.target())));
                prepare(layers, "mount-" + i, holdsOthers);
            }
        }
    }

    /** Where a mount goes; not into /proc, by whatever links of the image: what lies there is what the sandbox masks. */
    private MountPoint place(String target, MountPoint.Kind kind) {
        MountPoint point = points.add(target, kind);
        if (point.path().startsWith(PROC)) {
            throw BuildException.of(ErrorCode.USAGE, "cannot mount on \"" + target + "\": /proc is the sandbox's own");
        }
        return point;
    }

    private void prepare(Mount.Bind bind) {
        MountPoint.Kind kind = OwnFiles.isDirectory(bind.source()) ? MountPoint.Kind.DIRECTORY : MountPoint.Kind.FILE;
        Slot mount = mounts.bind("bind", text(PathBytes.bytes(bind.source())), Linux.AT_RECURSIVE);
        Constant attributes = access(NO_SPECIALS, bind.access());
        prepared.add(new Prepared(place(bind.target(), kind), mount, attributes, Linux.AT_RECURSIVE, Closing.AS_IT_IS));
    }

    private void prepare(Mount.Tmpfs tmpfs) {
        List<String> options = new ArrayList<>(
                List.of("mode", Integer.toOctalString(tmpfs.root().mode())));
        if (tmpfs.root().uid() > 0 || tmpfs.root().gid() > 0) {
            options.addAll(List.of("uid", Long.toString(tmpfs.root().uid())));
            options.addAll(List.of("gid", Long.toString(tmpfs.root().gid())));
        }
        if (tmpfs.sizeBytes() > 0) {
            options.addAll(List.of("size", Long.toString(tmpfs.sizeBytes())));
        }
        Constant attributes = attributes(tmpfs.restrictions());
        Slot mount = mounts.fileSystem("tmpfs", Constant.NONE, options.toArray(new String[0]));
        add(
                tmpfs.target(),
                MountPoint.Kind.DIRECTORY,
                mount,
                attributes); // not before: crun sets those that it is told
    }

    private static Constant attributes(Set<Mount.Restriction> restrictions) {
        Constant attributes = Constant.NONE;
        for (Mount.Restriction restriction : Mount.Restriction.values()) {
            attributes = restrictions.contains(restriction) ? attributes.or(attribute(restriction)) : attributes;
        }
        return attributes;
    }

    private static Constant attribute(Mount.Restriction restriction) {
        return switch (restriction) {
            case NO_PROGRAMS -> Linux.MOUNT_ATTR_NOEXEC;
            case NO_SETUID -> Linux.MOUNT_ATTR_NOSUID;
            case NO_DEVICES -> Linux.MOUNT_ATTR_NODEV;
            case NO_WRITES -> Linux.MOUNT_ATTR_RDONLY;
        };
    }

    private void add(String target, MountPoint.Kind kind, Slot mount, Constant attributes) {
        prepared.add(new Prepared(place(target, kind), mount, attributes, Constant.NONE, Closing.AS_IT_IS));
    }

    private void prepare(Mount.Layers layers, String name, boolean holdsOthers) throws IOException {
        MountPoint.Kind kind = kind(layers);
        boolean readOnly = layers.access() == Mount.Access.READ_ONLY;
        Slot whole;
        if (readOnly && !holdsOthers && layers.layers().size() == 1) {
            whole = program.slot(name + "-layer");
            Arg layer = text(PathBytes.bytes(layers.layers().get(0)));
            program.call(
                            Syscall.OPENAT,
                            Linux.AT_FDCWD,
                            layer,
                            Linux.O_PATH.or(Linux.O_DIRECTORY).or(Linux.O_CLOEXEC))
                    .into(whole);
        } else {
            whole = overlay(layers, name);
        }
        Slot part = walk(whole, layers.subtree(), name);
        Slot mount = mounts.bind(name, part);
        Closing closing = readOnly && holdsOthers ? Closing.READ_ONLY_LAST : Closing.AS_IT_IS;
        Constant attributes = access(Linux.MOUNT_ATTR_NODEV, holdsOthers ? Mount.Access.READ_WRITE : layers.access());
        prepared.add(new Prepared(place(layers.target(), kind), mount, attributes, Constant.NONE, closing));
    }

    private Slot overlay(Mount.Layers layers, String name) {
        List<Path> lowers = new ArrayList<>(layers.layers());
        Collections.reverse(lowers);
        for (String directory : List.of(name, name + "/upper", name + "/work", name + "/at")) {
            scratch.makeDirectory(scratch.at(directory), 0755);
        }
        Arg at = scratch.at(name + "/at");
        return new Overlay(program, mounts, scratch)
                .attach(new Overlay.Layout(name, lowers, Overlay.Layout.Writes.KEPT, at));
    }

    /** Goes down component by component; a link on the way, which would lead somewhere on the host, is an error. */
    private Slot walk(Slot from, TreePath path, String name) {
        Slot at = from;
        for (TreePath component : path.components()) {
            Slot next = program.slot(name + "-part");
            program.call(
                            Syscall.OPENAT,
                            at,
                            text(component.toBytes()),
                            Linux.O_PATH.or(Linux.O_NOFOLLOW).or(Linux.O_CLOEXEC))
                    .into(next)
                    .orFail(ErrorCode.SOURCE_NOT_FOUND, "cannot mount \"" + path + "\"");
            at = next;
        }
        return at;
    }

    private static MountPoint.Kind kind(Mount.Layers layers) throws IOException {
        List<Path> topFirst = new ArrayList<>(layers.layers());
        Collections.reverse(topFirst);
        for (Path layer : topFirst) {
            try (RootDirectory directory = NioRootDirectory.open(layer)) {
                Optional<FileStat> stat = directory.stat(layers.subtree());
                if (stat.isPresent()) {
                    return stat.get().kind() == FileKind.DIRECTORY ? MountPoint.Kind.DIRECTORY : MountPoint.Kind.FILE;
                }
            }
        }
        throw BuildException.of(
                ErrorCode.SOURCE_NOT_FOUND, "cannot mount \"" + layers.subtree() + "\": there is no such file");
    }

    private static Constant access(Constant attributes, Mount.Access access) {
        return access == Mount.Access.READ_ONLY ? attributes.or(Linux.MOUNT_ATTR_RDONLY) : attributes;
    }

    /** What is ready, in order. */
    List<Prepared> prepared() {
        return Collections.unmodifiableList(prepared);
    }

    /** The calls that put all in their places. */
    void attach() {
        program.topic("attach what was asked for");
        for (Prepared mount : prepared) {
            mounts.makeWithin(mount.point());
            mounts.attach(mount.mount(), mount.point(), mount.attributes(), mount.recursion());
        }
        for (Prepared mount : prepared) {
            if (mount.closing() == Closing.READ_ONLY_LAST) {
                Constant flags =
                        Linux.MS_BIND.or(Linux.MS_REMOUNT).or(Linux.MS_RDONLY).or(mount.attributes());
                program.call(Syscall.MOUNT, NULL, mount.point().arg(), NULL, flags, NULL);
            }
        }
    }
}
