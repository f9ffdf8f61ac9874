package dev.jbuild.exec.program;

/** A number of the kernel's interface, by its name, which may be another number on another machine. */
public final class Constant implements Arg {
    /** No flags. */
    public static final Constant NONE = new Constant("0", 0, 0);

    private final Object name; // a string, or of a combination its parts: they are put together when somebody reads it
    private final long x86;
    private final long arm;

    Constant(String name, long x86, long arm) {
        this((Object) name, x86, arm);
    }

    private Constant(Object name, long x86, long arm) {
        this.name = name;
        this.x86 = x86;
        this.arm = arm;
    }

    /** The same number on all machines; the name is as the kernel's headers have it. */
    public static Constant of(String name, long value) {
        return new Constant(name, value, value);
    }

    /** Both sets of bits; the name is {@code A|B}. */
    public Constant or(Constant other) {
        if (isNone()) {
            return other;
        }
        return other.isNone() ? this : new Constant(new Both(this, other), x86 | other.x86, arm | other.arm);
    }

    /** True for {@link #NONE}, not for a name of the kernel's that happens to be 0. */
    public boolean isNone() {
        return this == NONE;
    }

    public long x86() {
        return x86;
    }

    public long value(Machine machine) {
        return machine == Machine.X86_64 ? x86 : arm;
    }

    @Override
    public String toString() {
        return name.toString();
    }

    private record Both(Constant one, Constant other) {
        @Override
        public String toString() {
            return one + "|" + other;
        }
    }
}
