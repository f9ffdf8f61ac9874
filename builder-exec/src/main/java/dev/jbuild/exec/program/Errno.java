package dev.jbuild.exec.program;

/** The errors of the kernel that jbuild knows by name; the numbers are the same on both machines. */
public enum Errno {
    EPERM(1),
    ENOENT(2),
    ESRCH(3),
    EINTR(4),
    EIO(5),
    ENXIO(6),
    E2BIG(7),
    ENOEXEC(8),
    EBADF(9),
    ECHILD(10),
    EAGAIN(11),
    ENOMEM(12),
    EACCES(13),
    EFAULT(14),
    EBUSY(16),
    EEXIST(17),
    EXDEV(18),
    ENODEV(19),
    ENOTDIR(20),
    EISDIR(21),
    EINVAL(22),
    ENFILE(23),
    EMFILE(24),
    ENOTTY(25),
    ETXTBSY(26),
    EFBIG(27),
    ENOSPC(28),
    EROFS(30),
    EMLINK(31),
    EPIPE(32),
    ERANGE(34),
    ENAMETOOLONG(36),
    ENOSYS(38),
    ENOTEMPTY(39),
    ELOOP(40),
    ENODATA(61),
    EUSERS(87),
    EOPNOTSUPP(95),
    ENETUNREACH(101),
    EDQUOT(122);

    private static final Errno[] BY_NUMBER = new Errno[EDQUOT.number + 1];

    static {
        for (Errno errno : values()) {
            BY_NUMBER[errno.number] = errno;
        }
    }

    private final int number;

    Errno(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** True when the number is this error. */
    public boolean is(int other) {
        return number == other;
    }

    /** The name of an error, {@code errno N} for one without. */
    public static String name(int number) {
        return number > 0 && number < BY_NUMBER.length && BY_NUMBER[number] != null
                ? BY_NUMBER[number].name()
                : "errno " + number;
    }
}
