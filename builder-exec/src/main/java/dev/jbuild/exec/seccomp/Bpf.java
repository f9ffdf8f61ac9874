package dev.jbuild.exec.seccomp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Pieces of a classic BPF program over {@code struct seccomp_data}. Jumps count the instructions that they skip. */
final class Bpf {
    static final int ALLOW = 0x7fff0000; // SECCOMP_RET_ALLOW
    static final int NUMBER = 0; // offsets in struct seccomp_data
    static final int ARCHITECTURE = 4;

    private static final int ERRNO = 0x00050000; // SECCOMP_RET_ERRNO
    private static final int FIRST_ARGUMENT = 16;
    private static final int LOAD = 0x20; // BPF_LD | BPF_W | BPF_ABS
    private static final int AND = 0x54; // BPF_ALU | BPF_AND | BPF_K
    private static final int JUMP = 0x05; // BPF_JMP | BPF_JA
    private static final int JUMP_EQUAL = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
    private static final int JUMP_AT_LEAST = 0x35; // BPF_JMP | BPF_JGE | BPF_K
    private static final int RETURN = 0x06; // BPF_RET | BPF_K
    private static final int FARTHEST = 255;

    /** struct sock_filter. */
    record Instruction(int code, int whenTrue, int whenFalse, int operand) {}

    private Bpf() {}

    static int error(int errno) {
        return ERRNO | errno;
    }

    static Instruction load(int offset) {
        return new Instruction(LOAD, 0, 0, offset);
    }

    /** The lower half of the first argument; the calls that have rules take an int or use no more than that of a long. */
    static Instruction loadFirstArgument() {
        return load(FIRST_ARGUMENT);
    }

    static Instruction and(int mask) {
        return new Instruction(AND, 0, 0, mask);
    }

    static Instruction giveBack(int verdict) {
        return new Instruction(RETURN, 0, 0, verdict);
    }

    /** What is done when the loaded value is this one; otherwise it is skipped. */
    static List<Instruction> whenEqual(int value, List<Instruction> then) {
        return guarded(JUMP_EQUAL, value, then);
    }

    /** What is done when the loaded value is at least this, unsigned; otherwise it is skipped. */
    static List<Instruction> whenAtLeast(int value, List<Instruction> then) {
        return guarded(JUMP_AT_LEAST, value, then);
    }

    private static List<Instruction> guarded(int test, int value, List<Instruction> then) {
        List<Instruction> code = new ArrayList<>();
        if (then.size() <= FARTHEST) {
            code.add(new Instruction(test, 0, then.size(), value));
        } else {
            code.add(new Instruction(test, 1, 0, value));
            code.add(new Instruction(JUMP, 0, 0, then.size()));
        }
        code.addAll(then);
        return code;
    }

    /**
     * Allows numbers within the ranges, which are sorted and do not touch; the rest gets the verdict. A balanced tree over the numbers at
     * which the verdict changes, one instruction each, all leaves of which are the two instructions at the end: the kernel's time to
     * install a filter goes with its length.
     */
    static List<Instruction> ranges(List<Range> ranges, int otherwise) {
        int[] changes = new int[2 * ranges.size()];
        for (int i = 0; i < ranges.size(); i++) {
            changes[2 * i] = ranges.get(i).first();
            changes[2 * i + 1] = ranges.get(i).last() + 1;
        }
        if (changes.length > FARTHEST) {
            throw new IllegalArgumentException(ranges.size() + " ranges are too many for jumps of " + FARTHEST);
        }
        List<Instruction> code = new ArrayList<>();
        tree(changes, 0, changes.length, code);
        code.add(giveBack(otherwise));
        code.add(giveBack(ALLOW));
        return code;
    }

    /** Tests of the changes from a first up to a last; a number behind an even count of them is refused. */
    private static void tree(int[] changes, int from, int to, List<Instruction> code) {
        int middle = (from + to) >>> 1;
        int here = code.size();
        int left = middle - from; // instructions of the left half, which follows
        int whenFalse = left > 0 ? 0 : verdict(changes, middle, here);
        int whenTrue = middle + 1 < to ? left : verdict(changes, middle + 1, here);
        code.add(new Instruction(JUMP_AT_LEAST, whenTrue, whenFalse, changes[middle]));
        if (left > 0) {
            tree(changes, from, middle, code);
        }
        if (middle + 1 < to) {
            tree(changes, middle + 1, to, code);
        }
    }

    /** The jump from an instruction to the verdict on a number that is behind so many changes. */
    private static int verdict(int[] changes, int behind, int here) {
        return changes.length + behind % 2 - here - 1;
    }

    /** Numbers from first to last. */
    record Range(int first, int last) {}

    static byte[] encode(List<Instruction> code) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * code.size()).order(ByteOrder.LITTLE_ENDIAN);
        for (Instruction i : code) {
            bytes.putShort((short) i.code()).put((byte) i.whenTrue()).put((byte) i.whenFalse());
            bytes.putInt(i.operand());
        }
        return bytes.array();
    }
}
