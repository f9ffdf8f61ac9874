package dev.jbuild.core.deflate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.oci.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("smoke")
class DeflateEncoderTest {
    private static final String[] WORDS = "the of image layer build stage digest cache step copy run mount".split(" ");

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9})
    void givesBackWhateverItWasGiven(int level) throws DataFormatException {
        DeflateEncoder encoder = new DeflateEncoder(level);
        Random random = new Random(level);
        for (int round = 0; round < 150; round++) {
            byte[] bytes = anything(random, random.nextInt(round % 10 == 0 ? 200_000 : 3_000));
            int offset = random.nextInt(bytes.length + 1);
            int window = Math.min(random.nextInt(DeflateEncoder.WINDOW_BYTES + 1), offset);
            byte[] deflated = new byte[DeflateEncoder.maxBytes(bytes.length - offset)];

            int count = encoder.encode(bytes, window, offset, bytes.length - offset, deflated);

            assertThat(inflate(
                            deflated, count, Arrays.copyOfRange(bytes, offset - window, offset), bytes.length - offset))
                    .as("round %d of level %d", round, level)
                    .isEqualTo(Arrays.copyOfRange(bytes, offset, bytes.length));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 16_383, 16_384, 65_535, 65_536, 200_000})
    void takesLittleMoreThanTheBytesWhereNothingCompresses(int sizeBytes) throws DataFormatException {
        byte[] noise = new byte[sizeBytes];
        new Random(1).nextBytes(noise);
        byte[] deflated = new byte[DeflateEncoder.maxBytes(sizeBytes)];

        int count = new DeflateEncoder(4).encode(noise, 0, 0, sizeBytes, deflated);

        assertThat(count).isLessThanOrEqualTo(deflated.length - Long.BYTES);
        assertThat(count - sizeBytes).isLessThan(16 + sizeBytes / 2_000);
        assertThat(inflate(deflated, count, new byte[0], sizeBytes)).isEqualTo(noise);
    }

    /** All levels against the library that everybody compares with; both end at a whole byte. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9})
    void takesHardlyMoreThanZlib(int level) {
        byte[] text = text(400_000);
        Deflater zlib = new Deflater(level, true);
        zlib.setInput(text);
        int theirs = zlib.deflate(new byte[text.length], 0, text.length, Deflater.SYNC_FLUSH);
        zlib.end();

        int ours = new DeflateEncoder(level)
                .encode(text, 0, 0, text.length, new byte[DeflateEncoder.maxBytes(text.length)]);

        assertThat(ours).isLessThan((int) (1.03 * theirs));
    }

    /** Other bytes would be other digests of everybody's layers: they need another {@code GzipStream.VERSION}. */
    @ParameterizedTest
    @CsvSource({"1,69bb63c74873", "4,5d68838c1a06", "6,86421e0c41d9", "9,68f052a62e03"})
    void givesTheSameBytesEverywhere(int level, String digest) {
        byte[] text = text(300_000);
        byte[] deflated = new byte[DeflateEncoder.maxBytes(text.length)];

        int count = new DeflateEncoder(level).encode(text, 0, 0, text.length, deflated);

        assertThat(Digest.of(Arrays.copyOf(deflated, count)).shortHex()).isEqualTo(digest);
    }

    @Test
    void remembersNothingOfThePieceBefore() {
        DeflateEncoder used = new DeflateEncoder(6);
        byte[] piece = text(50_000);
        byte[] fresh = new byte[DeflateEncoder.maxBytes(piece.length)];
        int count = new DeflateEncoder(6).encode(piece, 0, 0, piece.length, fresh);
        byte[] again = new byte[fresh.length];

        used.encode(anything(new Random(2), 60_000), 0, 0, 60_000, new byte[DeflateEncoder.maxBytes(60_000)]);
        used.encode(piece, 0, 0, piece.length, again);

        assertThat(Arrays.copyOf(again, count)).isEqualTo(Arrays.copyOf(fresh, count));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10})
    void refusesLevelsThatThereAreNot(int level) {
        assertThatThrownBy(() -> new DeflateEncoder(level)).hasMessage("got level %d, want 1 to 9", level);
    }

    private static byte[] inflate(byte[] deflated, int count, byte[] window, int sizeBytes) throws DataFormatException {
        Inflater inflater = new Inflater(true);
        byte[] bytes = new byte[sizeBytes + 1];
        inflater.setInput(deflated, 0, count);
        if (window.length > 0) {
            inflater.setDictionary(window);
        }
        int inflated = inflater.inflate(bytes);
        assertThat(inflated).isEqualTo(sizeBytes);
        assertThat(inflater.getRemaining()).isZero();
        inflater.end();
        return Arrays.copyOf(bytes, sizeBytes);
    }

    /** Runs, noise of few or many values, text, and copies from near and far, of any length. */
    private static byte[] anything(Random random, int sizeBytes) {
        byte[] bytes = new byte[sizeBytes];
        int at = 0;
        while (at < sizeBytes) {
            int count = Math.min(1 + random.nextInt(1 + random.nextInt(2_000)), sizeBytes - at);
            int kind = random.nextInt(4);
            int values = 1 + random.nextInt(256);
            int from = at == 0 ? 0 : at - 1 - random.nextInt(Math.min(at, 40_000));
            for (int i = 0; i < count; i++) {
                bytes[at + i] = switch (kind) {
                    case 0 -> (byte) values;
                    case 1 -> (byte) random.nextInt(values);
                    default -> at == 0 ? (byte) i : bytes[from + i];
                };
            }
            at += count;
        }
        return bytes;
    }

    private static byte[] text(int sizeBytes) {
        Random random = new Random(3);
        StringBuilder text = new StringBuilder();
        while (text.length() < sizeBytes) {
            text.append(WORDS[random.nextInt(WORDS.length)]).append(random.nextInt(9) == 0 ? "\n" : " ");
            if (random.nextInt(12) == 0) {
                text.append(random.nextInt());
            }
        }
        return text.substring(0, sizeBytes).getBytes(StandardCharsets.US_ASCII);
    }
}
