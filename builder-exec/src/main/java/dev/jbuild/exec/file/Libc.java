package dev.jbuild.exec.file;

import com.kenai.jffi.ArrayFlags;
import com.kenai.jffi.CallContext;
import com.kenai.jffi.CallingConvention;
import com.kenai.jffi.HeapInvocationBuffer;
import com.kenai.jffi.Invoker;
import com.kenai.jffi.LastError;
import com.kenai.jffi.Library;
import com.kenai.jffi.Type;
import dev.jbuild.exec.program.Machine;
import dev.jbuild.exec.program.Syscall;

/**
 * System calls from Java: the C library's {@code syscall}, with the forms of arguments that are needed. Thread-safe.
 *
 * <p>On both machines the C library takes what its prototype says with dots as it takes any other argument.
 */
final class Libc {
    private static final Machine MACHINE = Machine.current();
    private static final int BOTH = ArrayFlags.IN | ArrayFlags.OUT;
    private static final int IN = ArrayFlags.IN;
    private static final int OUT = ArrayFlags.OUT;

    private final Invoker invoker = Invoker.getInstance();
    private final long function;
    private final CallContext numbers = context(Type.SINT64, Type.SINT64, Type.SINT64);
    private final CallContext second = context(Type.SINT64, Type.POINTER, Type.SINT64);
    private final CallContext secondAndThird = context(Type.SINT64, Type.POINTER, Type.POINTER);
    private final CallContext firstAndThird = context(Type.POINTER, Type.SINT64, Type.POINTER);
    private final CallContext secondAndFourth = context(Type.POINTER, Type.SINT64);
    private final CallContext secondAndFifth = context(Type.SINT64, Type.POINTER);

    private Libc(long function) {
        this.function = function;
    }

    /** Loads the native code at the first call, which takes some milliseconds. */
    static Libc get() {
        return Loaded.LIBC;
    }

    private static final class Loaded {
        private static final Libc LIBC = load();

        private static Libc load() {
            NativeCode.find();
            return new Libc(Library.getDefault().getSymbolAddress("syscall"));
        }
    }

    /** The number of the call, three arguments of these types, and two numbers. */
    private static CallContext context(Type first, Type second, Type third) {
        return context(new Type[] {Type.SINT64, first, second, third, Type.SINT64, Type.SINT64});
    }

    /** The number of the call, a number, a pointer, a number, and two arguments of these types. */
    private static CallContext context(Type fourth, Type fifth) {
        return context(new Type[] {Type.SINT64, Type.SINT64, Type.POINTER, Type.SINT64, fourth, fifth});
    }

    private static CallContext context(Type[] arguments) {
        return CallContext.getCallContext(Type.SINT64, arguments, CallingConvention.DEFAULT, true);
    }

    /** A call whose arguments are numbers. The result is negative when it failed: minus the errno. */
    long call(Syscall call, long a, long b, long c, long d, long e) {
        return result(invoker.invokeL6(numbers, function, call.number(MACHINE), a, b, c, d, e));
    }

    /** A call whose second argument is a string, or bytes that it reads or writes. */
    long call(Syscall call, long a, byte[] b, long c, long d, long e) {
        HeapInvocationBuffer arguments = begin(second, call);
        arguments.putLong(a);
        arguments.putArray(b, 0, b.length, BOTH);
        arguments.putLong(c);
        arguments.putLong(d);
        arguments.putLong(e);
        return end(second, arguments);
    }

    /** A call whose second argument it reads, and whose fifth it writes. */
    long call(Syscall call, long a, byte[] b, long c, long d, byte[] e) {
        HeapInvocationBuffer arguments = begin(secondAndFifth, call);
        arguments.putLong(a);
        arguments.putArray(b, 0, b.length, IN);
        arguments.putLong(c);
        arguments.putLong(d);
        arguments.putArray(e, 0, e.length, OUT);
        return end(secondAndFifth, arguments);
    }

    /** A call whose second argument it reads, and whose third it reads and writes. */
    long call(Syscall call, long a, byte[] b, byte[] c, long d, long e) {
        HeapInvocationBuffer arguments = begin(secondAndThird, call);
        arguments.putLong(a);
        arguments.putArray(b, 0, b.length, IN);
        arguments.putArray(c, 0, c.length, BOTH);
        arguments.putLong(d);
        arguments.putLong(e);
        return end(secondAndThird, arguments);
    }

    /** A call whose second and fourth arguments it reads. */
    long call(Syscall call, long a, byte[] b, long c, byte[] d, long e) {
        HeapInvocationBuffer arguments = begin(secondAndFourth, call);
        arguments.putLong(a);
        arguments.putArray(b, 0, b.length, IN);
        arguments.putLong(c);
        arguments.putArray(d, 0, d.length, IN);
        arguments.putLong(e);
        return end(secondAndFourth, arguments);
    }

    /** A call whose first and third arguments it reads. */
    long call(Syscall call, byte[] a, long b, byte[] c, long d, long e) {
        HeapInvocationBuffer arguments = begin(firstAndThird, call);
        arguments.putArray(a, 0, a.length, IN);
        arguments.putLong(b);
        arguments.putArray(c, 0, c.length, IN);
        arguments.putLong(d);
        arguments.putLong(e);
        return end(firstAndThird, arguments);
    }

    private static HeapInvocationBuffer begin(CallContext form, Syscall call) {
        HeapInvocationBuffer arguments = new HeapInvocationBuffer(form);
        arguments.putLong(call.number(MACHINE));
        return arguments;
    }

    private long end(CallContext form, HeapInvocationBuffer arguments) {
        return result(invoker.invokeLong(form, function, arguments));
    }

    private static long result(long returned) {
        return returned == -1 ? -LastError.getInstance().get() : returned;
    }
}
