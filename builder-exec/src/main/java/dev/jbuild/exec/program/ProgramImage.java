package dev.jbuild.exec.program;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** The bytes of a program, as runner.c reads them. */
final class ProgramImage {
    static final long BASE = 0x200000000L;
    static final long OTHER_BASE = 0x210000000L; // of a program that goes on where another leaves room
    static final int SLOTS = 256;
    static final int ARGUMENTS = 6;

    private static final long MAGIC = 0x32474f52504c4243L;
    private static final int HEADER_BYTES = 4 * 8;
    private static final int ARGUMENTS_AT = 5;
    private static final int OPERATION_BYTES = (ARGUMENTS_AT + ARGUMENTS) * 8;
    private static final int MAX_BYTES = 64 << 20; // 64 MiB, as in runner.c
    private static final long ACCEPT_ALL = 1 << 6;
    private static final long STORE_RESULT = 1 << 7;
    private static final long JUMP = 1 << 8;
    private static final long EACH = 1 << 9;
    private static final int SLOT_SHIFT = 16;
    private static final int COUNTING_SHIFT = 24;

    private final Machine machine;
    private final ProgramBuilder.DataSegment data;
    private final Slot report;
    private final long base;
    private long dataAddress;

    ProgramImage(Machine machine, ProgramBuilder.DataSegment data, Slot report, long base) {
        this.machine = machine;
        this.data = data;
        this.report = report;
        this.base = base;
    }

    static int dataAt(int operations) {
        return HEADER_BYTES + OPERATION_BYTES * operations;
    }

    byte[] encode(List<Operation> operations) {
        int start = dataAt(operations.size());
        dataAddress = base + start;
        long[] words =
                new long[start / Long.BYTES]; // a buffer takes them at once, not one by one: every step comes this way
        int at = HEADER_BYTES / Long.BYTES;
        for (Operation operation : operations) { // interns strings, so the data ends only after the last
            at = encode(operation, words, at);
        }
        long length = (long) start + data.length();
        if (length > MAX_BYTES) {
            throw new IllegalStateException("a program of " + length + " bytes, the most is " + MAX_BYTES);
        }
        words[0] = MAGIC;
        words[1] = length;
        words[2] = operations.size();
        words[3] = report.index();
        ByteBuffer image = ByteBuffer.allocate((int) length).order(ByteOrder.LITTLE_ENDIAN);
        image.asLongBuffer().put(words);
        data.copyTo(image, start, base);
        return image.array();
    }

    /** Writes one operation, and returns where the next begins. */
    private int encode(Operation operation, long[] words, int at) {
        Arg[] args = operation.args;
        long flags = operation.acceptAll ? ACCEPT_ALL : 0;
        for (int i = 0; i < args.length; i++) {
            words[at + ARGUMENTS_AT + i] = value(args[i]);
            flags |= args[i] instanceof Slot ? 1L << i : 0;
        }
        if (operation.into != null) {
            flags |= STORE_RESULT | (long) operation.into.index() << SLOT_SHIFT;
        }
        if (operation.jumpTo != null) {
            flags |= JUMP;
            words[at + 4] = operation.jumpTo.operation();
        }
        if (operation.counting != Operation.ONCE) {
            flags |= EACH | (long) operation.counting << COUNTING_SHIFT;
            words[at + ARGUMENTS_AT + ARGUMENTS - 1] = operation.bits;
        }
        words[at] = operation.call.number(machine);
        words[at + 1] = flags;
        words[at + 2] = operation.accepted;
        words[at + 3] = operation.jumpIf;
        return at + ARGUMENTS_AT + ARGUMENTS;
    }

    private long value(Arg arg) {
        if (arg instanceof Arg.Text text) {
            return dataAddress + data.text(text.bytes());
        }
        if (arg instanceof Arg.Number number) {
            return number.value();
        }
        if (arg instanceof Constant constant) {
            return constant.value(machine);
        }
        if (arg instanceof Slot slot) {
            return slot.index();
        }
        if (arg instanceof Memory memory) {
            return dataAddress + memory.offset();
        }
        return ((Arg.Mode) arg).bits();
    }
}
