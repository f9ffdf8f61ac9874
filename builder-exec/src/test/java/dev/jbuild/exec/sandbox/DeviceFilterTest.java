package dev.jbuild.exec.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.exec.runtime.RuntimeConfig.DeviceRule;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the program that guards devices answers, carried out by a small machine here; the kernel's own is asked in DeviceAccessTest. */
class DeviceFilterTest {
    private static final int CHARACTER = 2;
    private static final int BLOCK = 1;

    @ParameterizedTest
    @CsvSource({
        "2, 1, 254, 0, 1", // a node of anything can be made
        "1, 1, 8, 0, 1",
        "2, 2, 1, 3, 1", // null can be read and written
        "2, 6, 1, 3, 1",
        "2, 3, 1, 3, 1",
        "2, 6, 136, 77, 1", // a terminal of any number
        "1, 2, 1, 3, 0", // a disk of the same number cannot
        "1, 2, 8, 0, 0",
        "2, 2, 1, 1, 0", // nor memory
        "2, 3, 10, 200, 0",
        "2, 2, 5, 1, 0",
        "1, 6, 7, 0, 1", // what a rule allows beside
        "2, 6, 7, 0, 0", // but no other kind of the same numbers
        "2, 2, 4095, 1048575, 1", // the largest numbers
        "2, 2, 4095, 1048574, 0"
    })
    void answers(int type, int access, int major, int minor, int allowed) {
        List<DeviceRule> rules = new java.util.ArrayList<>(DeviceRules.DEFAULT);
        rules.add(new DeviceRule(true, "b", 7, 0, "rwm"));
        rules.add(new DeviceRule(true, "c", 4095, 1048575, "rwm"));
        ByteBuffer code = ByteBuffer.wrap(DeviceFilter.compile(rules)).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(type).isIn(CHARACTER, BLOCK);
        assertThat(run(code, new int[] {access << 16 | type, major, minor})).isEqualTo(allowed);
    }

    private static long run(ByteBuffer code, int[] context) {
        long[] register = new long[11];
        for (int at = 0; ; at++) {
            int operation = code.get(8 * at) & 0xff;
            int to = code.get(8 * at + 1) & 15;
            int from = code.get(8 * at + 1) >> 4 & 15;
            int offset = code.getShort(8 * at + 2);
            int constant = code.getInt(8 * at + 4);
            switch (operation) {
                case 0x61 -> register[to] = context[offset / 4] & 0xffffffffL;
                case 0xbf -> register[to] = register[from];
                case 0x57 -> register[to] &= constant;
                case 0x77 -> register[to] >>>= constant;
                case 0xb7 -> register[to] = constant;
                case 0x64 -> register[to] = (register[to] << constant) & 0xffffffffL;
                case 0x4c -> register[to] = (register[to] | register[from]) & 0xffffffffL;
                case 0x16 -> at += (int) register[to] == constant ? offset : 0;
                case 0x55 -> at += register[to] != constant ? offset : 0;
                case 0x95 -> {
                    return register[0];
                }
                default -> throw new AssertionError("instruction " + operation);
            }
        }
    }
}
