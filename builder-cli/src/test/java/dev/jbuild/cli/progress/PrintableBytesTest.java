package dev.jbuild.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PrintableBytesTest {
    private static String printed(byte[] bytes) {
        byte[] to = new byte[bytes.length * PrintableBytes.MOST_FOR_ONE];
        int end = PrintableBytes.write(bytes, 0, bytes.length, to, 0);
        return new String(to, 0, end, StandardCharsets.UTF_8);
    }

    private static String expected(byte[] bytes) {
        return Humane.printable(new String(bytes, StandardCharsets.UTF_8));
    }

    @Property
    void isWhatTheTextWouldBecome(@ForAll @Size(max = 12) byte[] bytes) {
        assertThat(printed(bytes)).isEqualTo(expected(bytes));
    }

    /** Beginnings of characters, their ends and what is between, in any order. */
    @Test
    void isSoForWhatIsNearlyText() {
        byte[] parts = {
            0x1b,
            'a',
            0x7f,
            '\t',
            (byte) 0x80,
            (byte) 0x9f,
            (byte) 0xa0,
            (byte) 0xbf,
            (byte) 0xc0,
            (byte) 0xc2,
            (byte) 0xdf,
            (byte) 0xe0,
            (byte) 0xe2,
            (byte) 0xed,
            (byte) 0xef,
            (byte) 0xf0,
            (byte) 0xf1,
            (byte) 0xf4,
            (byte) 0xf5,
            (byte) 0x90,
            (byte) 0x8f,
            (byte) 0xff
        };
        Random random = new Random(5);
        for (int n = 0; n < 300_000; n++) {
            byte[] bytes = new byte[1 + random.nextInt(6)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = parts[random.nextInt(parts.length)];
            }
            assertThat(printed(bytes)).as(Arrays.toString(bytes)).isEqualTo(expected(bytes));
        }
    }

    @Test
    void escapesControlsOfBothKinds() {
        assertThat(printed("a\033[0m\u009bü\u00a0\t😀".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("a\\x1b[0m\\x9bü\u00a0\t😀");
    }
}
