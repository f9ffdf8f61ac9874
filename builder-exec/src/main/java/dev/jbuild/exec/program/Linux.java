package dev.jbuild.exec.program;

/** Numbers of the kernel's interface, by topic. Those that differ between machines say so. */
public final class Linux {
    // Paths
    public static final Constant AT_FDCWD = Constant.of("AT_FDCWD", -100);
    public static final Constant AT_EMPTY_PATH = Constant.of("AT_EMPTY_PATH", 0x1000);
    public static final Constant AT_SYMLINK_NOFOLLOW = Constant.of("AT_SYMLINK_NOFOLLOW", 0x100);
    public static final Constant AT_RECURSIVE = Constant.of("AT_RECURSIVE", 0x8000);
    public static final Constant AT_REMOVEDIR = Constant.of("AT_REMOVEDIR", 0x200);

    // openat
    public static final Constant O_RDONLY = Constant.of("O_RDONLY", 0);
    public static final Constant O_WRONLY = Constant.of("O_WRONLY", 1);
    public static final Constant O_RDWR = Constant.of("O_RDWR", 2);
    public static final Constant O_CREAT = Constant.of("O_CREAT", 0x40);
    public static final Constant O_EXCL = Constant.of("O_EXCL", 0x80);
    public static final Constant O_NOCTTY = Constant.of("O_NOCTTY", 0x100);
    public static final Constant O_NONBLOCK = Constant.of("O_NONBLOCK", 0x800);
    public static final Constant O_CLOEXEC = Constant.of("O_CLOEXEC", 0x80000);
    public static final Constant O_PATH = Constant.of("O_PATH", 0x200000);
    public static final Constant O_DIRECTORY = new Constant("O_DIRECTORY", 0x10000, 0x4000);
    public static final Constant O_NOFOLLOW = new Constant("O_NOFOLLOW", 0x20000, 0x8000);

    // fcntl
    public static final Constant F_GETFD = Constant.of("F_GETFD", 1);
    public static final Constant F_SETFL = Constant.of("F_SETFL", 4);

    // clone and unshare
    public static final Constant CLONE_NEWNS = Constant.of("CLONE_NEWNS", 0x20000);
    public static final Constant CLONE_NEWCGROUP = Constant.of("CLONE_NEWCGROUP", 0x2000000);
    public static final Constant CLONE_NEWUTS = Constant.of("CLONE_NEWUTS", 0x4000000);
    public static final Constant CLONE_NEWIPC = Constant.of("CLONE_NEWIPC", 0x8000000);
    public static final Constant CLONE_NEWUSER = Constant.of("CLONE_NEWUSER", 0x10000000);
    public static final Constant CLONE_NEWPID = Constant.of("CLONE_NEWPID", 0x20000000);
    public static final Constant CLONE_NEWNET = Constant.of("CLONE_NEWNET", 0x40000000);
    public static final Constant CLONE_PIDFD = Constant.of("CLONE_PIDFD", 0x1000);
    public static final Constant CLONE_INTO_CGROUP = Constant.of("CLONE_INTO_CGROUP", 0x200000000L);

    // Signals
    public static final Constant SIGKILL = Constant.of("SIGKILL", 9);
    public static final Constant SIGCHLD = Constant.of("SIGCHLD", 0x11);
    public static final Constant WNOHANG = Constant.of("WNOHANG", 1);
    public static final Constant SIG_SETMASK = Constant.of("SIG_SETMASK", 2);

    // mount and umount2
    public static final Constant MS_RDONLY = Constant.of("MS_RDONLY", 1);
    public static final Constant MS_NOSUID = Constant.of("MS_NOSUID", 2);
    public static final Constant MS_NODEV = Constant.of("MS_NODEV", 4);
    public static final Constant MS_NOEXEC = Constant.of("MS_NOEXEC", 8);
    public static final Constant MS_REMOUNT = Constant.of("MS_REMOUNT", 0x20);
    public static final Constant MS_BIND = Constant.of("MS_BIND", 0x1000);
    public static final Constant MS_REC = Constant.of("MS_REC", 0x4000);
    public static final Constant MS_PRIVATE = Constant.of("MS_PRIVATE", 0x40000);
    public static final Constant MS_SLAVE = Constant.of("MS_SLAVE", 0x80000);
    public static final Constant MFD_CLOEXEC = Constant.of("MFD_CLOEXEC", 1);
    public static final Constant MNT_DETACH = Constant.of("MNT_DETACH", 2);

    // fsopen, fsconfig, fsmount
    public static final Constant FSOPEN_CLOEXEC = Constant.of("FSOPEN_CLOEXEC", 1);
    public static final Constant FSCONFIG_SET_FLAG = Constant.of("FSCONFIG_SET_FLAG", 0);
    public static final Constant FSCONFIG_SET_STRING = Constant.of("FSCONFIG_SET_STRING", 1);
    public static final Constant FSCONFIG_CMD_CREATE = Constant.of("FSCONFIG_CMD_CREATE", 6);
    public static final Constant FSMOUNT_CLOEXEC = Constant.of("FSMOUNT_CLOEXEC", 1);
    public static final Constant MOUNT_ATTR_RDONLY = Constant.of("MOUNT_ATTR_RDONLY", 1);
    public static final Constant MOUNT_ATTR_NOSUID = Constant.of("MOUNT_ATTR_NOSUID", 2);
    public static final Constant MOUNT_ATTR_NODEV = Constant.of("MOUNT_ATTR_NODEV", 4);
    public static final Constant MOUNT_ATTR_NOEXEC = Constant.of("MOUNT_ATTR_NOEXEC", 8);

    // open_tree, move_mount
    public static final Constant OPEN_TREE_CLONE = Constant.of("OPEN_TREE_CLONE", 1);
    public static final Constant MOVE_MOUNT_T_SYMLINKS = Constant.of("MOVE_MOUNT_T_SYMLINKS", 0x10);
    public static final Constant MOVE_MOUNT_F_EMPTY_PATH = Constant.of("MOVE_MOUNT_F_EMPTY_PATH", 4);

    public static final Constant MOVE_MOUNT_T_EMPTY_PATH = Constant.of("MOVE_MOUNT_T_EMPTY_PATH", 0x40);

    // prctl
    public static final Constant PR_SET_PDEATHSIG = Constant.of("PR_SET_PDEATHSIG", 1);
    public static final Constant PR_CAPBSET_DROP = Constant.of("PR_CAPBSET_DROP", 0x18);
    public static final Constant PR_SET_NO_NEW_PRIVS = Constant.of("PR_SET_NO_NEW_PRIVS", 0x26);
    public static final Constant PR_CAP_AMBIENT = Constant.of("PR_CAP_AMBIENT", 0x2f);
    public static final Constant PR_CAP_AMBIENT_CLEAR_ALL = Constant.of("PR_CAP_AMBIENT_CLEAR_ALL", 4);

    // seccomp
    public static final Constant SECCOMP_SET_MODE_FILTER = Constant.of("SECCOMP_SET_MODE_FILTER", 1);

    // Sockets and terminals
    public static final Constant AF_UNIX = Constant.of("AF_UNIX", 1);
    public static final Constant AF_INET = Constant.of("AF_INET", 2);
    public static final Constant SOCK_STREAM = Constant.of("SOCK_STREAM", 1);
    public static final Constant SOCK_NONBLOCK = Constant.of("SOCK_NONBLOCK", 0x800);
    public static final Constant MSG_CMSG_CLOEXEC = Constant.of("MSG_CMSG_CLOEXEC", 0x40000000);
    public static final Constant SOCK_DGRAM = Constant.of("SOCK_DGRAM", 2);
    public static final Constant SOCK_CLOEXEC = Constant.of("SOCK_CLOEXEC", 0x80000);
    public static final Constant SIOCSIFFLAGS = Constant.of("SIOCSIFFLAGS", 0x8914);
    public static final Constant TIOCSCTTY = Constant.of("TIOCSCTTY", 0x540e);
    public static final Constant TIOCSPGRP = Constant.of("TIOCSPGRP", 0x5410);
    public static final Constant TIOCSWINSZ = Constant.of("TIOCSWINSZ", 0x5414);
    public static final Constant TIOCSPTLCK = Constant.of("TIOCSPTLCK", 0x40045431);

    // File types of mknodat
    public static final Constant S_IFREG = Constant.of("S_IFREG", 0x8000);
    public static final Constant S_IFCHR = Constant.of("S_IFCHR", 0x2000);
    public static final Constant S_IFIFO = Constant.of("S_IFIFO", 0x1000);

    private Linux() {}
}
