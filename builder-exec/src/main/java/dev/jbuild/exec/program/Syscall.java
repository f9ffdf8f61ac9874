package dev.jbuild.exec.program;

/** What a program can call: the system calls that jbuild's programs use, and what the runner itself offers. */
public enum Syscall {
    ACCEPT4(288, 242),
    BIND(49, 200),
    BPF(321, 280),
    CAPSET(126, 91),
    CHDIR(80, 49),
    CLONE(56, 220),
    CLONE3(435, 435),
    CLOSE(3, 57),
    CLOSE_RANGE(436, 436),
    CONNECT(42, 203),
    DUP3(292, 24),
    EVENTFD2(290, 19),
    EXECVE(59, 221),
    EXIT_GROUP(231, 94),
    FCHDIR(81, 50),
    FCHMOD(91, 52),
    FCHMODAT(268, 53),
    FCHOWN(93, 55),
    FCHOWNAT(260, 54),
    FCNTL(72, 25),
    FGETXATTR(193, 10),
    FLISTXATTR(196, 13),
    FSCONFIG(431, 431),
    FSETXATTR(190, 7),
    FSMOUNT(432, 432),
    FSOPEN(430, 430),
    FSTATFS(138, 44),
    GETDENTS64(217, 61),
    GETPID(39, 172),
    GETPPID(110, 173),
    IOCTL(16, 29),
    KEYCTL(250, 219),
    KILL(62, 129),
    LINKAT(265, 37),
    LISTEN(50, 201),
    LREMOVEXATTR(198, 15),
    LSETXATTR(189, 6),
    MEMFD_CREATE(319, 279),
    MKDIRAT(258, 34),
    MKNODAT(259, 33),
    MOUNT(165, 40),
    MOUNT_SETATTR(442, 442),
    MOVE_MOUNT(429, 429),
    OPEN_TREE(428, 428),
    OPENAT(257, 56),
    OPENAT2(437, 437),
    PIDFD_GETFD(438, 438),
    PIDFD_OPEN(434, 434),
    PIPE2(293, 59),
    PIVOT_ROOT(155, 41),
    PPOLL(271, 73),
    PRCTL(157, 167),
    PRLIMIT64(302, 261),
    READ(0, 63),
    READLINKAT(267, 78),
    RECVMSG(47, 212),
    RENAMEAT2(316, 276),
    RT_SIGACTION(13, 134),
    RT_SIGPROCMASK(14, 135),
    RT_SIGTIMEDWAIT(128, 137),
    SECCOMP(317, 277),
    SETGROUPS(116, 159),
    SETHOSTNAME(170, 161),
    SETNS(308, 268),
    SETPGID(109, 154),
    SETRESGID(119, 149),
    SETRESUID(117, 147),
    SETSID(112, 157),
    SOCKET(41, 198),
    STATX(332, 291),
    SYMLINKAT(266, 36),
    SYNCFS(306, 267),
    UMASK(95, 166),
    UMOUNT2(166, 39),
    UNLINKAT(263, 35),
    UNSHARE(272, 97),
    UTIMENSAT(280, 88),
    WAIT4(61, 260),
    WRITE(1, 64),
    /** (value): that value, as if it were a call's result; without one 0, successfully. */
    NOTHING(0x10000, 0x10000),
    /** (address of a wait status): ends as that process did, with 128 + n for signal n. */
    EXIT_WITH(0x10001, 0x10001),
    /** (errno): fails. */
    FAIL_WITH(0x10002, 0x10002),
    /** (address, value): stores 8 bytes. */
    PUT(0x10003, 0x10003),
    /** (): goes on in the other of two programs, at its beginning or behind its own SWITCH. */
    SWITCH(0x10004, 0x10004);

    private final int x86;
    private final int arm;

    Syscall(int x86, int arm) {
        this.x86 = x86;
        this.arm = arm;
    }

    public int number(Machine machine) {
        return machine == Machine.X86_64 ? x86 : arm;
    }
}
