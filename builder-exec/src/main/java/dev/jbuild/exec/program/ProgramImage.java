package dev.jbuild.exec.program;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** The bytes of a program, as runner.c reads them. */
final class ProgramImage {
    static final long BASE = 0x200000000L;
    static final int SLOTS = 256;
    static final int ARGUMENTS = 6;

    private static final long MAGIC = 0x32474f52504c4243L;
    private static final int HEADER_BYTES = 4 * 8;
    private static final int OPERATION_BYTES = (5 + ARGUMENTS) * 8;
    private static final int MAX_BYTES = 64 << 20; // 64 MiB, as in runner.c
    private static final long ACCEPT_ALL = 1 << 6;
    private static final long STORE_RESULT = 1 << 7;
    private static final long JUMP = 1 << 8;
    private static final int SLOT_SHIFT = 16;

    private final Machine machine;
    private final ProgramBuilder.DataSegment data;
    private final Slot report;
    private long dataAddress;

    ProgramImage(Machine machine, ProgramBuilder.DataSegment data, Slot report) {
        this.machine = machine;
        this.data = data;
        this.report = report;
    }

    byte[] encode(List<Operation> operations) {
        int start = HEADER_BYTES + OPERATION_BYTES * operations.size();
        dataAddress = BASE + start;
        ByteBuffer head = ByteBuffer.allocate(start).order(ByteOrder.LITTLE_ENDIAN);
        head.position(HEADER_BYTES);
        operations.forEach(operation -> encode(operation, head)); // interns strings, so the data ends only here
        long length = (long) start + data.length();
        if (length > MAX_BYTES) {
            throw new IllegalStateException("a program of " + length + " bytes, the most is " + MAX_BYTES);
        }
        head.putLong(0, MAGIC).putLong(8, length).putLong(16, operations.size()).putLong(24, report.index());
        ByteBuffer image = ByteBuffer.allocate((int) length).order(ByteOrder.LITTLE_ENDIAN);
        image.put(head.flip());
        data.copyTo(image, start);
        return image.array();
    }

    private void encode(Operation operation, ByteBuffer out) {
        long flags = operation.acceptAll ? ACCEPT_ALL : 0;
        for (int i = 0; i < operation.args.size(); i++) {
            flags |= operation.args.get(i) instanceof Slot ? 1L << i : 0;
        }
        if (operation.into != null) {
            flags |= STORE_RESULT | (long) operation.into.index() << SLOT_SHIFT;
        }
        long accepted = 0;
        for (int i = 0; i < operation.accepted.size(); i++) {
            accepted |= (long) operation.accepted.get(i).number() << 16 * i;
        }
        boolean jumps = operation.jumpTo != null;
        out.putLong(operation.call.number(machine))
                .putLong(flags | (jumps ? JUMP : 0))
                .putLong(accepted);
        out.putLong(operation.jumpIf).putLong(operation.jumpTo == null ? 0 : operation.jumpTo.operation());
        for (int i = 0; i < ARGUMENTS; i++) {
            out.putLong(i < operation.args.size() ? value(operation.args.get(i)) : 0);
        }
    }

    private long value(Arg arg) {
        if (arg instanceof Constant constant) {
            return constant.value(machine);
        }
        if (arg instanceof Slot slot) {
            return slot.index();
        }
        if (arg instanceof Memory memory) {
            return dataAddress + memory.offset();
        }
        if (arg instanceof Arg.Text text) {
            return dataAddress + data.text(text.bytes());
        }
        return ((Arg.Number) arg).value();
    }
}
