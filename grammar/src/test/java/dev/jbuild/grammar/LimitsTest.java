package dev.jbuild.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.grammar.text.FragmentException;
import dev.jbuild.grammar.text.SourceText;
import dev.jbuild.grammar.text.SyntaxException;
import dev.jbuild.grammar.word.Escape;
import dev.jbuild.grammar.word.Word;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Texts that nobody writes: each has an answer within seconds, in a process of 256 MiB, all that the JVM takes included, and with the smallest usual stack. */
@Tag("slow")
class LimitsTest {

    private static final int MILLION = 1_000_000;
    private static final int MOST_RESIDENT = 256 * 1024; // KiB
    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

    @Test
    void everyTextHasAnAnswerInASmallProcess() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx144m",
                        "-Xss512k",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LimitsTest.class.getName())
                .redirectErrorStream(true)
                .start();
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        process.getInputStream().transferTo(output);
        assertThat(process.waitFor())
                .as(output.toString(StandardCharsets.UTF_8))
                .isZero();
        List<String> lines = output.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines).hasSize(texts().size() + words().size() + 1);
        assertThat(Integer.parseInt(lines.get(lines.size() - 1))).isLessThan(MOST_RESIDENT);
        assertThat(lines.subList(0, lines.size() - 1)).allSatisfy(line -> {
            assertThat(line).matches("[a-z -]+: (ok|error) .*");
            assertThat(Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1)))
                    .isLessThan(5_000);
        });
    }

    /** The small process. Its last line is how much memory it had at most, in KiB. */
    public static void main(String[] args) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        texts().forEach((name, text) -> report(out, name, () -> {
            Dockerfile dockerfile = DockerfileParser.parse(text.get());
            return dockerfile.instructions().size() + " instructions";
        }));
        words().forEach((name, source) -> report(out, name, () -> {
            String megabyte = "a".repeat(1 << 20);
            Word word = Word.parse(source, Escape.BACKSLASH);
            return word.expand(variable -> Optional.of(megabyte)).text().length() + " characters";
        }));
        out.println(Files.readString(Path.of("/proc/self/status"))
                .lines()
                .filter(line -> line.startsWith("VmHWM:"))
                .map(line -> line.replaceAll("\\D", ""))
                .findFirst()
                .orElseThrow());
    }

    private static void report(PrintStream out, String name, Supplier<String> answer) {
        long start = CPU.getCurrentThreadCpuTime();
        String result;
        try {
            result = "ok " + answer.get();
        } catch (SyntaxException | FragmentException e) {
            result = "error " + e.getMessage();
        }
        out.println(name + ": " + result + " " + (CPU.getCurrentThreadCpuTime() - start) / MILLION);
    }

    private static Map<String, Supplier<SourceText>> texts() {
        Map<String, Supplier<SourceText>> texts = new LinkedHashMap<>();
        texts.put("a line of a hundred megabytes", LimitsTest::endless);
        texts.put("ten thousand stages", () -> text("FROM a AS b\nCOPY --from=b c d\n".repeat(10_000)));
        texts.put("a million continuations", () -> text("FROM a\nRUN " + "a \\\n".repeat(MILLION) + "b\n"));
        texts.put("five million continuations", () -> text("FROM a\nRUN " + "a\\\n".repeat(5 * MILLION) + "b\n"));
        texts.put(
                "eight million empty continuations", () -> text("FROM a\nRUN a" + "\\\n".repeat(7 * MILLION) + "b\n"));
        texts.put("a million pairs", () -> text("FROM a\nENV " + "a=b \\\n".repeat(MILLION) + "c=d\n"));
        texts.put("a million empty lines", () -> text("FROM a\nRUN a \\\n" + "\n".repeat(MILLION) + "c=d\n"));
        texts.put("sixteen million lines", () -> text("FROM a\n" + "\n".repeat(16 * MILLION)));
        texts.put("two million comments", () -> text("# abcd\n".repeat(2 * MILLION) + "FROM a\n"));
        texts.put("two million instructions", () -> text("FROM a\n" + "ENV a b\n".repeat(2 * MILLION)));
        texts.put("a million unknown instructions", () -> text("FOO bar\n".repeat(MILLION)));
        texts.put("many quotes", () -> text("FROM a\nENV a=" + "\"b\"\\\n".repeat(60_000) + "\n"));
        texts.put("many escapes", () -> text("FROM a\nENV a=" + ("\\b".repeat(20_000) + "\\\n").repeat(8) + "\n"));
        texts.put("many variables", () -> text("FROM a\nENV a=" + ("${b}".repeat(10_000) + "\\\n").repeat(8) + "\n"));
        texts.put("nested substitutions", () -> text("FROM a\nENV a=" + "${a:-".repeat(12_000) + "\n"));
        texts.put("nested quotes", () -> text("FROM a\nENV a=" + "\"${a:-".repeat(9_000) + "\n"));
        texts.put("nested arrays", () -> text("FROM a\nRUN " + "[".repeat(30_000) + "]".repeat(30_000) + "\n"));
        texts.put(
                "a long array",
                () -> text("FROM a\nRUN [" + ("\"a\",".repeat(15_000) + "\\\n").repeat(10) + "\"\"]\n"));
        texts.put("no array", () -> text("FROM a\nRUN [" + ("\"a\" ".repeat(15_000) + "\\\n").repeat(50) + "\"\"]\n"));
        texts.put("nested triggers", () -> text("FROM a\n" + "ONBUILD ".repeat(8_000) + "RUN a\n"));
        texts.put("many flags", () -> text("FROM a\nRUN " + ("--a=\"b\" ".repeat(7_000) + "\\\n").repeat(8) + "a\n"));
        texts.put("many heredocs", () -> text("FROM a\nRUN " + "<<a ".repeat(16_000) + "\n" + "a\n".repeat(16_000)));
        texts.put("a long heredoc", () -> text("FROM a\nCOPY <<a /b\n" + "0123456789\n".repeat(MILLION) + "a\n"));
        texts.put("heredocs without end", () -> text("FROM a\n" + "RUN <<a\n".repeat(MILLION)));
        texts.put("many paths", () -> text("FROM a\n" + ("COPY " + "a ".repeat(32_000) + "b\n").repeat(100)));
        texts.put("many mount options", () -> text("FROM a\nRUN --mount=target=/a" + ",ro".repeat(20_000) + " x\n"));
        texts.put(
                "a long label", () -> text("FROM a\nLABEL a=\"é日" + ("x".repeat(60_000) + "\\\n").repeat(60) + "\"\n"));
        return texts;
    }

    private static Map<String, String> words() {
        Map<String, String> words = new LinkedHashMap<>();
        words.put("an expansion bomb", "$x".repeat(1_000));
        words.put("a million replacements", "${x//a/b}");
        words.put("a growing replacement", "${x//a/$x}");
        words.put("a pattern that backtracks", "${x##" + "*a".repeat(10) + "b}");
        words.put("a replacement that backtracks", "${x//" + "a*".repeat(50) + "b/c}");
        words.put("a long pattern", "${x//" + "a*".repeat(5_000) + "b/c}");
        return words;
    }

    private static SourceText text(String text) {
        return SourceText.of("Dockerfile", text);
    }

    private static SourceText endless() {
        InputStream in = new InputStream() {
            private int left = 100 * MILLION;

            @Override
            public int read() {
                return left-- > 0 ? 'x' : -1;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                int count = Math.min(length, left);
                Arrays.fill(buffer, offset, offset + Math.max(count, 0), (byte) 'x');
                left -= count;
                return count > 0 || length == 0 ? count : -1;
            }
        };
        try {
            return SourceText.read("Dockerfile", in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
