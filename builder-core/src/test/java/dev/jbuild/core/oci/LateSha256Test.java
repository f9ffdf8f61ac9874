package dev.jbuild.core.oci;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LateSha256Test {
    private final MessageDigest jdk = Digest.Algorithm.SHA256.ofJdk();

    /** The examples of the standard. */
    @ParameterizedTest
    @CsvSource({
        "'',e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "abc,ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq,"
                + "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    })
    void hashesTheExamplesOfTheStandard(String text, String hex) {
        assertThat(HexFormat.of().formatHex(LateSha256.create().digest(text.getBytes())))
                .isEqualTo(hex);
    }

    @Test
    void agreesWithTheJdkOnEveryLengthOfAFewBlocks() {
        Random random = new Random(1);
        for (int length = 0; length < 300; length++) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            assertThat(LateSha256.create().digest(bytes)).as("%d bytes", length).isEqualTo(jdk.digest(bytes));
        }
    }

    @Test
    void agreesWithTheJdkInPiecesOfAnySizeAndWhenUsedAgain() {
        Random random = new Random(2);
        MessageDigest late = LateSha256.create();
        for (int run = 0; run < 100; run++) {
            for (int left = random.nextInt(3 * LateSha256.SHORT_BYTES); left > 0; ) {
                byte[] piece = new byte[1 + random.nextInt(run % 2 == 0 ? 100 : 10_000)];
                random.nextBytes(piece);
                int offset = random.nextInt(piece.length);
                late.update(piece, offset, piece.length - offset);
                late.update(piece[0]);
                jdk.update(piece, offset, piece.length - offset);
                jdk.update(piece[0]);
                left -= piece.length;
            }
            assertThat(late.digest()).as("run %d", run).isEqualTo(jdk.digest());
        }
    }

    @Test
    void leavesLongMessagesAndLaterOnesToTheJdk() {
        for (int i = 0; LateSha256.isEarly(); i++) {
            assertThat(i).isLessThan(10_000);
            LateSha256.create().digest(new byte[] {1});
        }

        assertThat(Digest.Algorithm.SHA256.newMessageDigest()).isNotInstanceOf(LateSha256.class);
    }
}
