package dev.jbuild.exec.program;

/**
 * A number of the kernel's interface, by its name, which may be another number on another machine.
 *
 * @param name as the kernel's headers have it, {@code A|B} for a combination
 */
public record Constant(String name, long x86, long arm) implements Arg {
    /** No flags. */
    public static final Constant NONE = new Constant("0", 0, 0);

    public static Constant of(String name, long value) {
        return new Constant(name, value, value);
    }

    /** Both sets of bits. */
    public Constant or(Constant other) {
        if (isNone()) {
            return other;
        }
        return other.isNone() ? this : new Constant(name + "|" + other.name, x86 | other.x86, arm | other.arm);
    }

    /** True for {@link #NONE}, not for a name of the kernel's that happens to be 0. */
    public boolean isNone() {
        return name.equals(NONE.name);
    }

    public long value(Machine machine) {
        return machine == Machine.X86_64 ? x86 : arm;
    }

    @Override
    public String toString() {
        return name;
    }
}
