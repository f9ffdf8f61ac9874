package dev.jbuild.exec.sandbox;

import dev.jbuild.core.tree.TreePath;
import dev.jbuild.exec.program.Arg;
import java.util.Optional;

/**
 * Where something is attached, all links of the image followed.
 *
 * @param kind what must be there
 * @param within the path of an earlier mount in which it lies and where it is made when missing; empty when the tree has it
 */
record MountPoint(TreePath path, Kind kind, Optional<TreePath> within) {

    /** Directories are mounted on directories, everything else on files. */
    enum Kind {
        DIRECTORY,
        FILE
    }

    /** The absolute path inside the rootfs. */
    Arg arg() {
        return inside(path);
    }

    static Arg inside(TreePath path) {
        byte[] relative = path.toBytes();
        byte[] absolute = new byte[relative.length + 1];
        absolute[0] = '/';
        System.arraycopy(relative, 0, absolute, 1, relative.length);
        return Arg.text(absolute);
    }
}
