package dev.jbuild.exec.file;

import dev.jbuild.exec.program.Machine;
import dev.jbuild.exec.program.Syscall;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Runtime;
import jnr.ffi.annotations.In;
import jnr.ffi.annotations.Out;

/** System calls from Java: the C library's {@code syscall}, with the forms of arguments that are needed. Thread-safe. */
final class Libc {
    private static final Machine MACHINE = Machine.current();

    private final Functions functions;
    private final Runtime runtime;

    private Libc(Functions functions) {
        this.functions = functions;
        this.runtime = Runtime.getRuntime(functions);
    }

    /** Loads the native code at the first call, which takes tens of milliseconds. */
    static Libc get() {
        return Loaded.LIBC;
    }

    private static final class Loaded {
        private static final Libc LIBC =
                new Libc(LibraryLoader.create(Functions.class).load("c"));
    }

    /** One C function by some of its signatures; public, as jnr implements it. */
    public interface Functions {
        long syscall(long number, long a, long b, long c, long d, long e);

        long syscall(long number, long a, @In @Out byte[] b, long c, long d, long e);

        long syscall(long number, long a, @In byte[] b, long c, long d, @Out byte[] e);

        long syscall(long number, long a, @In byte[] b, @In @Out byte[] c, long d, long e);

        long syscall(long number, long a, @In byte[] b, long c, @In byte[] d, long e);

        long syscall(long number, @In byte[] a, long b, @In byte[] c, long d, long e);
    }

    /** A call whose arguments are numbers. The result is negative when it failed: minus the errno. */
    long call(Syscall call, long a, long b, long c, long d, long e) {
        return result(functions.syscall(call.number(MACHINE), a, b, c, d, e));
    }

    /** A call whose second argument is a string, or bytes that it reads or writes. */
    long call(Syscall call, long a, byte[] b, long c, long d, long e) {
        return result(functions.syscall(call.number(MACHINE), a, b, c, d, e));
    }

    /** A call whose second argument it reads, and whose fifth it writes. */
    long call(Syscall call, long a, byte[] b, long c, long d, byte[] e) {
        return result(functions.syscall(call.number(MACHINE), a, b, c, d, e));
    }

    /** A call whose second argument it reads, and whose third it reads and writes. */
    long call(Syscall call, long a, byte[] b, byte[] c, long d, long e) {
        return result(functions.syscall(call.number(MACHINE), a, b, c, d, e));
    }

    /** A call whose second and fourth arguments it reads. */
    long call(Syscall call, long a, byte[] b, long c, byte[] d, long e) {
        return result(functions.syscall(call.number(MACHINE), a, b, c, d, e));
    }

    /** A call whose first and third arguments it reads. */
    long call(Syscall call, byte[] a, long b, byte[] c, long d, long e) {
        return result(functions.syscall(call.number(MACHINE), a, b, c, d, e));
    }

    private long result(long returned) {
        return returned == -1 ? -runtime.getLastError() : returned;
    }
}
