package dev.jbuild.exec.sandbox;

import dev.jbuild.exec.runtime.RuntimeConfig.DeviceRule;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
    private static final int UNLESS_EQUAL = 0x55; // BPF_JMP | BPF_JNE | BPF_K
    private static final int SET = 0xb7; // BPF_ALU64 | BPF_MOV | BPF_K
    private static final int EXIT = 0x95; // BPF_JMP | BPF_EXIT
    private static final int BLOCK = 1; // BPF_DEVCG_DEV_BLOCK
    private static final int CHARACTER = 2; // BPF_DEVCG_DEV_CHAR
    private static final int MAKE_NODE = 1; // BPF_DEVCG_ACC_MKNOD, alone

    private final ByteBuffer code = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);

    private DeviceFilter() {}

    /** The program that lets nodes of any device be made, and those devices be used that a rule allows wholly. */
    static byte[] compile(List<DeviceRule> rules) {
        DeviceFilter filter = new DeviceFilter();
        filter.add(LOAD, 2, 1, 0, 0); // r2 = access << 16 | type
        filter.add(LOAD, 4, 1, 4, 0); // r4 = major
        filter.add(LOAD, 5, 1, 8, 0); // r5 = minor
        filter.add(COPY, 3, 2, 0, 0);
        filter.add(AND, 2, 0, 0, 0xffff); // r2 = type
        filter.add(SHIFT_RIGHT, 3, 0, 0, 16); // r3 = access
        filter.add(UNLESS_EQUAL, 3, 0, 2, MAKE_NODE);
        filter.answer(1);
        rules.stream()
                .filter(rule -> rule.allow() && rule.access().equals("rwm"))
                .forEach(filter::allow);
        filter.answer(0);
        byte[] bytes = new byte[filter.code.position()];
        filter.code.flip().get(bytes);
        return bytes;
    }

    private void allow(DeviceRule rule) {
        boolean anyMinor = rule.minor() < 0;
        int rest = anyMinor ? 3 : 4; // instructions behind the first comparison
        add(UNLESS_EQUAL, 2, 0, rest, rule.type().equals("b") ? BLOCK : CHARACTER);
        add(UNLESS_EQUAL, 4, 0, rest - 1, (int) rule.major());
        if (!anyMinor) {
            add(UNLESS_EQUAL, 5, 0, 2, (int) rule.minor());
        }
        answer(1);
    }

    private void answer(int allowed) {
        add(SET, 0, 0, 0, allowed);
        add(EXIT, 0, 0, 0, 0);
    }

    private void add(int operation, int to, int from, int offset, int constant) {
        code.put((byte) operation)
                .put((byte) (to | from << 4))
                .putShort((short) offset)
                .putInt(constant);
    }
}
