package dev.jbuild.exec.sandbox;

import dev.jbuild.exec.runtime.RuntimeConfig.DeviceRule;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The rules for devices as a program of the kernel's own machine, which version 2 of control groups asks at each opening: {@code
 * struct bpf_insn[]} of type BPF_PROG_TYPE_CGROUP_DEVICE.
 */
final class DeviceFilter {
    static final int INSTRUCTION_BYTES = 8;

    private static final int LOAD = 0x61; // BPF_LDX | BPF_MEM | BPF_W
    private static final int COPY = 0xbf; // BPF_ALU64 | BPF_MOV | BPF_X
    private static final int AND = 0x57; // BPF_ALU64 | BPF_AND | BPF_K
    private static final int SHIFT_RIGHT = 0x77; // BPF_ALU64 | BPF_RSH | BPF_K
    private static final int SHIFT_LEFT = 0x64; // BPF_ALU | BPF_LSH | BPF_K
    private static final int OR = 0x4c; // BPF_ALU | BPF_OR | BPF_X
    private static final int WHEN_EQUAL = 0x16; // BPF_JMP32 | BPF_JEQ | BPF_K, Linux 5.1
    private static final int UNLESS_EQUAL = 0x55; // BPF_JMP | BPF_JNE | BPF_K
    private static final int SET = 0xb7; // BPF_ALU64 | BPF_MOV | BPF_K
    private static final int EXIT = 0x95; // BPF_JMP | BPF_EXIT
    private static final int BLOCK = 1; // BPF_DEVCG_DEV_BLOCK
    private static final int CHARACTER = 2; // BPF_DEVCG_DEV_CHAR
    private static final int MAKE_NODE = 1; // BPF_DEVCG_ACC_MKNOD, alone
    private static final int MINOR_BITS = 20; // of the kernel's dev_t; 12 are left for the major number

    private final List<Instruction> code = new ArrayList<>();

    /** {@code struct bpf_insn}; what tests for equality leads to the end, which is not known before. */
    private record Instruction(int operation, int to, int from, int offset, int constant) {}

    private DeviceFilter() {}

    /**
     * The program that lets nodes of any device be made, and those devices be used that a rule allows wholly. It is verified at every start of a
     * command, which takes two microseconds an instruction: so each device is one comparison.
     */
    static byte[] compile(List<DeviceRule> rules) {
        DeviceFilter filter = new DeviceFilter();
        filter.add(LOAD, 2, 1, 0, 0); // r2 = access << 16 | type
        filter.add(LOAD, 4, 1, 4, 0); // r4 = major
        filter.add(LOAD, 5, 1, 8, 0); // r5 = minor
        filter.add(SET, 0, 0, 0, 1); // the answer, until nothing has matched
        filter.add(COPY, 3, 2, 0, 0);
        filter.add(SHIFT_RIGHT, 3, 0, 0, 16); // r3 = access
        filter.add(WHEN_EQUAL, 3, 0, 0, MAKE_NODE);
        filter.add(AND, 2, 0, 0, 0xffff); // r2 = type
        filter.add(COPY, 3, 4, 0, 0); // r3 = major
        filter.add(SHIFT_LEFT, 4, 0, 0, MINOR_BITS);
        filter.add(OR, 4, 5, 0, 0); // r4 = both
        filter.allow(CHARACTER, "c", rules);
        filter.allow(BLOCK, "b", rules);
        filter.add(SET, 0, 0, 0, 0);
        filter.add(EXIT, 0, 0, 0, 0);
        return filter.bytes();
    }

    private void allow(int type, String letter, List<DeviceRule> rules) {
        List<DeviceRule> allowed = new ArrayList<>();
        for (DeviceRule rule : rules) {
            if (rule.allow() && rule.access().equals("rwm") && rule.type().equals(letter)) {
                allowed.add(rule);
            }
        }
        add(UNLESS_EQUAL, 2, 0, allowed.size(), type);
        for (DeviceRule rule : allowed) {
            if (rule.minor() < 0) {
                add(WHEN_EQUAL, 3, 0, 0, (int) rule.major());
            } else {
                add(WHEN_EQUAL, 4, 0, 0, (int) (rule.major() << MINOR_BITS | rule.minor()));
            }
        }
    }

    private void add(int operation, int to, int from, int offset, int constant) {
        code.add(new Instruction(operation, to, from, offset, constant));
    }

    private byte[] bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(INSTRUCTION_BYTES * code.size()).order(ByteOrder.LITTLE_ENDIAN);
        int end = code.size() - 1;
        for (int at = 0; at <= end; at++) {
            Instruction i = code.get(at);
            int offset = i.operation == WHEN_EQUAL ? end - at - 1 : i.offset;
            bytes.put((byte) i.operation).put((byte) (i.to | i.from << 4));
            bytes.putShort((short) offset).putInt(i.constant);
        }
        return bytes.array();
    }
}
