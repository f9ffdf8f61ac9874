package dev.jbuild.core.deflate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HuffmanCodeTest {
    @Test
    void givesFrequentSymbolsShortCodes() {
        HuffmanCode code = new HuffmanCode(5, 15);

        code.build(new int[] {8, 0, 4, 2, 2});

        assertThat(code.lengths).containsExactly(1, 0, 2, 3, 3);
        assertThat(code.codes).as("turned around").containsExactly(0, 0, 0b01, 0b011, 0b111);
        assertThat(code.bits(new int[] {8, 0, 4, 2, 2})).isEqualTo(8 + 2 * 4 + 3 * 2 + 3 * 2);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1, 7})
    void givesTwoSymbolsACodeWhereOneOrNoneIsUsed(int used) {
        int[] frequencies = new int[8];
        if (used >= 0) {
            frequencies[used] = 3;
        }
        HuffmanCode code = new HuffmanCode(8, 15);

        code.build(frequencies);

        assertThat(Arrays.stream(code.lengths).sum()).isEqualTo(2);
        assertThat(used < 0 ? 1 : code.lengths[used]).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 9, 15})
    void keepsToTheLongestLength(int maxLength) {
        int[] frequencies = new int[25]; // of which the best code is 24 long
        frequencies[0] = 1;
        frequencies[1] = 1;
        for (int i = 2; i < frequencies.length; i++) {
            frequencies[i] = frequencies[i - 1] + frequencies[i - 2];
        }
        HuffmanCode code = new HuffmanCode(frequencies.length, maxLength);

        code.build(frequencies);

        assertThat(Arrays.stream(code.lengths).max()).hasValue(maxLength);
        assertThat(space(code, maxLength)).isEqualTo(1 << maxLength);
        for (int i = 1; i < frequencies.length; i++) {
            assertThat(code.lengths[i]).isLessThanOrEqualTo(code.lengths[i - 1]);
        }
    }

    @Test
    void fillsTheSpaceOfCodesWhateverTheFrequencies() {
        Random random = new Random(1);
        HuffmanCode code = new HuffmanCode(286, 15);
        for (int round = 0; round < 500; round++) {
            int[] frequencies = new int[286];
            int bits = 1 + random.nextInt(20);
            for (int i = 0; i < 2 + random.nextInt(284); i++) {
                frequencies[random.nextInt(286)] = random.nextInt(1 << random.nextInt(bits) + 1);
            }
            frequencies[1] = 1;
            frequencies[256] = 1;
            code.build(frequencies);
            assertThat(space(code, 15)).isEqualTo(1 << 15);
            for (int i = 0; i < 286; i++) {
                assertThat(code.lengths[i] > 0).isEqualTo(frequencies[i] > 0);
            }
        }
    }

    /** How many of the longest codes have one of these as their beginning: all, when every series of bits means something. */
    private static int space(HuffmanCode code, int maxLength) {
        return Arrays.stream(code.lengths)
                .filter(length -> length > 0)
                .map(length -> 1 << maxLength - length)
                .sum();
    }
}
