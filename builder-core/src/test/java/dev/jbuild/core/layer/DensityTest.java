package dev.jbuild.core.layer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class DensityTest {
    private static final int MIB = 1024 * 1024;

    @Test
    void knowsWhatDoesNotCompress() {
        for (int seed = 0; seed < 20; seed++) {
            assertThat(isDense(Samples.noise(MIB, seed))).isTrue();
            assertThat(isDense(Samples.noise(256 * 1024 + seed, seed))).isTrue();
        }
    }

    @Test
    void knowsWhatHasTextInIt() {
        byte[] mixed = Samples.noise(MIB, 1);
        System.arraycopy(Samples.text(MIB / 8, 2), 0, mixed, MIB / 2, MIB / 8);
        assertThat(isDense(mixed)).isFalse();
    }

    @Test
    void findsRepetitionsNearAndFar() {
        for (int period : new int[] {300, 5_000, 16 * 1024, 20_000, 32 * 1024}) {
            byte[] content = Samples.noise(MIB, period);
            for (int at = period; at < MIB; at += period) {
                System.arraycopy(content, 0, content, at, Math.min(period, MIB - at));
            }
            assertThat(isDense(content)).as("again after %d bytes", period).isFalse();
        }
    }

    @Test
    void findsShortRepetitionsInNoise() {
        byte[] content = Samples.noise(MIB, 3);
        for (int at = 1000; at < MIB; at += 100) {
            System.arraycopy(content, at - 700, content, at, 8);
        }
        assertThat(isDense(content)).isFalse();
    }

    /** Of all of it each value is equally frequent. */
    @Test
    void findsPartsWithAlphabetsOfTheirOwn() {
        byte[] content = Samples.noise(MIB, 4);
        for (int i = 0; i < MIB; i++) {
            int quarter = i / (MIB / 4);
            content[i] = (byte) (content[i] & 0x3f | quarter << 6);
        }
        assertThat(isDense(content)).isFalse();
    }

    private static boolean isDense(byte[] content) {
        return Density.isDense(content, 0, content.length);
    }
}
