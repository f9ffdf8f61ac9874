package dev.jbuild.core.frontend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.error.BuildException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Files of a size that nobody writes and a program may: each has a plan or is refused within seconds, in a process of 256 MiB. */
@Tag("slow")
class LargeFileTest {

    private static final int STAGES = 10_000;
    private static final int MOST_MILLIS = 5_000;
    private static final int MOST_RESIDENT = 256 * 1024; // KiB
    private static final String TOO_MUCH = "error the stages hold too much: got more than ";

    @Test
    void everyFileHasAnAnswerInASmallProcess() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx144m",
                        "-Xss512k",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LargeFileTest.class.getName())
                .redirectErrorStream(true)
                .start();
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        process.getInputStream().transferTo(output);
        String text = output.toString(UTF_8);
        assertThat(process.waitFor()).as(text).isZero();
        List<String> lines = text.lines().toList();
        String expected = files().keySet().stream().map(name -> name + "\n").collect(Collectors.joining());
        assertThat(lines.stream()
                        .limit(lines.size() - 1)
                        .map(line -> line.substring(line.indexOf(' ') + 1) + "\n")
                        .collect(Collectors.joining()))
                .isEqualTo(expected);
        assertThat(lines.subList(0, lines.size() - 1))
                .allSatisfy(line -> assertThat(Integer.parseInt(line.substring(0, line.indexOf(' '))))
                        .as(line)
                        .isLessThan(MOST_MILLIS));
        assertThat(Integer.parseInt(lines.get(lines.size() - 1))).as(text).isLessThan(MOST_RESIDENT);
    }

    /** The small process: for each file milliseconds of the processor, and the answer; then how much memory it had at most, in KiB. */
    public static void main(String[] args) throws IOException {
        PrintStream out = new PrintStream(System.out, true, UTF_8);
        ThreadMXBean thread = ManagementFactory.getThreadMXBean();
        files().forEach((expected, file) -> {
            long start = thread.getCurrentThreadCpuTime();
            String answer = answer(file.get());
            long millis = (thread.getCurrentThreadCpuTime() - start) / 1_000_000;
            out.println(millis + " " + expected.substring(0, expected.indexOf(':')) + ": " + answer);
        });
        out.println(Files.readString(Path.of("/proc/self/status"))
                .lines()
                .filter(line -> line.startsWith("VmHWM:"))
                .map(line -> line.replaceAll("\\D", ""))
                .findFirst()
                .orElseThrow());
    }

    private static String answer(String file) {
        try {
            return Frontend.plan(PlanCase.of(file).request()).vertices().size() + " vertices";
        } catch (BuildException e) {
            return "error " + e.getMessage();
        }
    }

    /** What is asked and answered, and the file. */
    private static Map<String, Supplier<String>> files() {
        Map<String, Supplier<String>> files = new LinkedHashMap<>();
        chains(files);
        files.put(
                "stages that have all variables of one: " + TOO_MUCH + "1000000 variables, labels and ports in all",
                () -> "FROM alpine AS s0\n" + lines(150, "ENV V%1$d=1\n")
                        + stages("FROM s0 AS s%1$d\nCOPY --from=s%2$d /x /x\n"));
        files.put(
                "many ports: " + TOO_MUCH + "1000000 variables, labels and ports in all",
                () -> "FROM alpine\n" + "EXPOSE 1-65535\n".repeat(20));
        files.put(
                "a command behind each variable: " + TOO_MUCH + "1000000 variables, labels and ports in all",
                () -> "FROM alpine\n" + lines(10_000, "ENV V%1$d=1\nRUN a\n"));
        files.put(
                "many commands with the same variables: 10001 vertices",
                () -> "FROM alpine\n" + lines(2_000, "ENV V%1$d=1\n") + lines(10_000, "RUN %1$d\n"));
        files.put(
                "a history that repeats its variables: " + TOO_MUCH
                        + "16777216 characters of values and history in all",
                () -> "FROM alpine\nARG A=" + "a".repeat(60_000) + "\n" + lines(10_000, "RUN %1$d\n"));
        files.put(
                "a variable put into many: " + TOO_MUCH + "16777216 characters of values and history in all",
                () -> "FROM alpine\nENV A=" + "a".repeat(60_000) + "\n" + lines(10_000, "ENV B%1$d=$A$A$A$A$A$A\n"));
        files.put(
                "the same before the first stage: " + TOO_MUCH + "16777216 characters of values and history in all",
                () -> "ARG A=" + "a".repeat(60_000) + "\n" + lines(10_000, "ARG B%1$d=$A$A$A$A$A$A\n")
                        + "FROM alpine\n");
        files.put(
                "many mistakes: error unknown signal \"S0\": want a name such as SIGTERM, or a number",
                () -> "FROM alpine\n"
                        + IntStream.range(0, 50_000)
                                .mapToObj(i -> "STOPSIGNAL S" + i + "\n")
                                .collect(Collectors.joining()));
        return files;
    }

    private static void chains(Map<String, Supplier<String>> files) {
        files.put(
                "a chain of stages: 10001 vertices",
                () -> "FROM alpine AS s0\n" + stages("FROM s%2$d AS s%1$d\nRUN step %1$d\nCMD [\"%1$d\"]\n"));
        files.put(
                "a chain of copies: 10001 vertices",
                () -> "FROM alpine AS s0\n" + stages("FROM alpine AS s%1$d\nCOPY --from=s%2$d /x /x\n"));
        files.put(
                "many triggers: 10000 vertices",
                () -> "FROM alpine AS s0\n" + stages("FROM s%2$d AS s%1$d\nONBUILD COPY --from=s0 /x /x\n"));
        files.put(
                "a chain of variables: 1 vertices",
                () -> "FROM alpine AS s0\n" + stages("FROM s%2$d AS s%1$d\nENV V%1$d=1\nARG A%1$d=1\nLABEL L%1$d=1\n"));
        files.put(
                "a long cycle: error circular dependency of stages: s0 → s10000 → s9999 → s9998 → … → s3 → s2 → s1 → s0",
                () -> "FROM alpine AS s0\nCOPY --from=s" + STAGES + " / /\n" + stages("FROM s%2$d AS s%1$d\n"));
        files.put(
                "a stage of many variables: 1 vertices",
                () -> "FROM alpine\n" + lines(5_000, "ENV V%1$d=$V0%1$d LONG%1$d=x\nARG A%1$d=1\n"));
    }

    private static String stages(String format) {
        return lines(STAGES, format);
    }

    private static String lines(int count, String format) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> format.formatted(i, i - 1))
                .collect(Collectors.joining());
    }
}
