package dev.jbuild.exec.sandbox;

import static dev.jbuild.exec.program.Arg.NULL;
import static dev.jbuild.exec.program.Arg.number;
import static dev.jbuild.exec.program.Arg.text;

import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.file.PathBytes;
import dev.jbuild.exec.program.Arg;
import dev.jbuild.exec.program.Constant;
import dev.jbuild.exec.program.Errno;
import dev.jbuild.exec.program.Label;
import dev.jbuild.exec.program.Linux;
import dev.jbuild.exec.program.Operation;
import dev.jbuild.exec.program.ProgramBuilder;
import dev.jbuild.exec.program.Slot;
import dev.jbuild.exec.program.Syscall;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An overlay of directory forms. Its options are given one by one where the kernel takes them so (6.5), else in one string of short
 * relative names, because a page must hold it. A kernel without userxattr (before 5.11) gets its privileged form, and so does a file
 * system without attributes of users.
 */
final class Overlay {
    private static final int LONGEST_OPTION = 255; // fsconfig takes strings of 256 bytes, the NUL included
    private static final int MOST_LOWERS = 500; // of the kernel, OVL_MAX_STACK
    private static final String PLAIN = "index=off,metacopy=off,redirect_dir=off";

    private final ProgramBuilder program;
    private final MountCalls mounts;
    private final ScratchDirectory scratch;

    Overlay(ProgramBuilder program, MountCalls mounts, ScratchDirectory scratch) {
        this.program = program;
        this.mounts = mounts;
        this.scratch = scratch;
    }

    /**
     * What an overlay is made of.
     *
     * @param name of its own place in the scratch directory; it has {@code upper} and {@code work} there if anything is written
     * @param lowers the absolute paths of the layers, top first
     * @param at a directory of the host on which it is attached
     */
    record Layout(String name, List<Path> lowers, Writes writes, Arg at) {
        /** Whether there is an upper directory. */
        enum Writes {
            KEPT,
            NONE
        }
    }

    /** Attaches the overlay and keeps a descriptor of its root. */
    Slot attach(Layout asked) {
        Layout layout = withFewLowers(asked);
        Slot root = program.slot(layout.name() + "-root");
        List<Arg.Text> lowers = new ArrayList<>();
        for (Path lower : layout.lowers()) {
            lowers.add(new Arg.Text(PathBytes.bytes(lower)));
        }
        if (mounts.layersByOptions() && hasShortPaths(layout, lowers)) {
            attachByOptions(layout, lowers, root);
        } else {
            attachByMount(layout, lowers, root);
        }
        return root;
    }

    /** The same layers, those at the bottom merged to overlays of their own where there are more than the kernel takes. */
    private Layout withFewLowers(Layout layout) {
        if (layout.lowers().size() <= MOST_LOWERS) {
            return layout;
        }
        List<Path> lowers = new ArrayList<>();
        List<Path> all = layout.lowers();
        int top = all.size() % MOST_LOWERS;
        for (int begin = top; begin < all.size(); begin += MOST_LOWERS) {
            String name = layout.name() + "-below-" + lowers.size();
            scratch.makeDirectory(scratch.at(name), 0700);
            scratch.makeDirectory(scratch.at(name + "/at"), 0700);
            List<Path> part = all.subList(begin, begin + MOST_LOWERS);
            Slot merged = attach(new Layout(name, part, Layout.Writes.NONE, scratch.at(name + "/at")));
            program.call(Syscall.CLOSE, merged);
            lowers.add(scratch.path(name + "/at"));
        }
        lowers.addAll(0, all.subList(0, top));
        return new Layout(layout.name(), lowers, layout.writes(), layout.at());
    }

    private boolean hasShortPaths(Layout layout, List<Arg.Text> lowers) {
        for (Arg.Text lower : lowers) {
            if (lower.bytes().length > LONGEST_OPTION) {
                return false;
            }
        }
        return PathBytes.bytes(scratch.path(layout.name() + "/upper")).length <= LONGEST_OPTION;
    }

    private void attachByOptions(Layout layout, List<Arg.Text> lowers, Slot root) {
        Slot context = program.slot(layout.name() + "-options");
        program.call(Syscall.FSOPEN, text("overlay"), Linux.FSOPEN_CLOEXEC)
                .into(context)
                .orFail(ErrorCode.FEATURE_MISSING, "the kernel has no overlay");
        program.call(Syscall.FSCONFIG, context, Linux.FSCONFIG_SET_FLAG, text("userxattr"), NULL, number(0));
        mounts.option(context, "source", text("overlay"));
        Arg name = text("lowerdir+");
        for (Arg.Text lower : lowers) {
            program.call(Syscall.FSCONFIG, context, Linux.FSCONFIG_SET_STRING, name, lower, number(0))
                    .orFail(ErrorCode.FEATURE_MISSING, "cannot use a layer");
        }
        if (layout.writes() == Layout.Writes.KEPT) {
            mounts.option(context, "upperdir", scratch.at(layout.name() + "/upper"));
            mounts.option(context, "workdir", scratch.at(layout.name() + "/work"));
            program.call(Syscall.FSCONFIG, context, Linux.FSCONFIG_SET_FLAG, text("volatile"), NULL, number(0));
        }
        program.call(Syscall.FSCONFIG, context, Linux.FSCONFIG_CMD_CREATE, NULL, NULL, number(0))
                .orFail(ErrorCode.FEATURE_MISSING, REFUSED);
        program.call(Syscall.FSMOUNT, context, Linux.FSMOUNT_CLOEXEC, Constant.NONE)
                .into(root)
                .orFail(ErrorCode.FEATURE_MISSING, REFUSED);
        program.call(Syscall.CLOSE, context);
        program.call(Syscall.MOVE_MOUNT, root, text(""), Linux.AT_FDCWD, layout.at(), Linux.MOVE_MOUNT_F_EMPTY_PATH)
                .orFail(ErrorCode.NAMESPACES_REFUSED, "cannot attach the rootfs");
    }

    static final String REFUSED = "the kernel refuses an overlay here";

    private void attachByMount(Layout layout, List<Arg.Text> lowers, Slot root) {
        String links = layout.name() + "/l";
        scratch.makeDirectory(scratch.at(links), 0700);
        List<String> names = new ArrayList<>();
        for (Arg.Text lower : lowers) {
            String name = Integer.toString(names.size(), Character.MAX_RADIX);
            program.call(Syscall.SYMLINKAT, lower, Linux.AT_FDCWD, scratch.at(links + "/" + name));
            names.add(name);
        }
        program.call(Syscall.CHDIR, scratch.at(links));
        String options = "lowerdir=" + String.join(":", names);
        if (layout.writes() == Layout.Writes.KEPT) {
            options += ",upperdir=../upper,workdir=../work,volatile";
        }
        Label privileged = program.label(layout.name() + "-without-userxattr");
        Label mounted = program.label(layout.name() + "-by-mount-done");
        unlessUserXattrs(layout, privileged);
        mount(layout, options + ",userxattr").when(Errno.EINVAL, privileged);
        program.jump(mounted);
        program.place(privileged);
        mount(layout, options + "," + PLAIN).orFail(ErrorCode.FEATURE_MISSING, REFUSED);
        program.place(mounted);
        program.call(
                        Syscall.OPENAT,
                        Linux.AT_FDCWD,
                        layout.at(),
                        Linux.O_PATH.or(Linux.O_DIRECTORY).or(Linux.O_CLOEXEC))
                .into(root);
    }

    /**
     * Goes elsewhere when what is written cannot carry attributes of users, as in memory before Linux 6.6: the overlay would be made all
     * the same, and then fail to empty directories.
     */
    private void unlessUserXattrs(Layout layout, Label elsewhere) {
        if (layout.writes() == Layout.Writes.NONE) {
            return;
        }
        Label there = program.label(layout.name() + "-user-xattrs");
        program.call(Syscall.LREMOVEXATTR, scratch.at(layout.name() + "/upper"), text("user.overlay.opaque"))
                .acceptAll()
                .when(Errno.ENODATA, there);
        program.jump(elsewhere);
        program.place(there);
    }

    private Operation mount(Layout layout, String options) {
        return program.call(Syscall.MOUNT, text("overlay"), layout.at(), text("overlay"), Constant.NONE, text(options))
                .orFail(ErrorCode.FEATURE_MISSING, REFUSED);
    }
}
