package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The sessions that a page of documentation shows: what stands in its blocks of kind {@code console}, as commands behind a {@code $} and
 * what they print. They are run, and must print what is shown. What differs from run to run counts as equal: digests, times, ages, sizes,
 * versions, and how many blanks stand in a row; a line {@code …} stands for any lines.
 */
record Transcript(List<Step> steps) {
    private static final String FENCE = "```";
    private static final String ANYTHING = "…";
    private static final Map<Pattern, String> VARYING = varying();

    /** A command, and the lines that it prints. */
    record Step(String command, List<String> output) {}

    static Transcript of(Path page) throws IOException {
        List<Step> steps = new ArrayList<>();
        boolean inside = false;
        for (String line : Files.readAllLines(page)) {
            if (line.startsWith(FENCE)) {
                inside = line.equals(FENCE + "console");
            } else if (inside && line.startsWith("$ ")) {
                steps.add(new Step(line.substring(2), new ArrayList<>()));
            } else if (inside) {
                steps.get(steps.size() - 1).output().add(line);
            }
        }
        assertThat(steps).as("sessions in %s", page).isNotEmpty();
        return new Transcript(List.copyOf(steps));
    }

    /** Runs the commands in turn by a shell, and compares what each prints on both streams. */
    void check(Path directory, Map<String, String> env) throws IOException, InterruptedException {
        for (Step step : steps) {
            List<String> actual = run(step.command(), directory, env);
            assertThat(matches(normal(step.output()), normal(actual)))
                    .as(
                            "$ %s%nshown:%n%s%nprinted:%n%s",
                            step.command(), String.join("\n", step.output()), String.join("\n", actual))
                    .isTrue();
        }
    }

    private static List<String> run(String command, Path directory, Map<String, String> env)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", command)
                .directory(directory.toFile())
                .redirectErrorStream(true);
        builder.environment().putAll(env);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output.lines().toList();
    }

    private static Map<Pattern, String> varying() {
        Map<Pattern, String> patterns = new LinkedHashMap<>();
        patterns.put(Pattern.compile("sha256:[0-9a-f]{12,64}"), "sha256:DIGEST");
        patterns.put(Pattern.compile("\\b[0-9a-f]{12}\\b"), "DIGEST");
        patterns.put(
                Pattern.compile("\\b(about )?(\\d+|an?|less than a) (second|minute|hour|day|week|month|year)s? ago"),
                "AGO");
        patterns.put(Pattern.compile("\\b\\d+\\.\\d+\\.\\d+[\\w+.~-]*"), "VERSION");
        patterns.put(Pattern.compile("\\b\\d+(\\.\\d+)? ?(B|kB|MB|GB)\\b"), "SIZE");
        patterns.put(Pattern.compile("\\b(\\d+h)?(\\d+m)?\\d+(\\.\\d+)?s\\b"), "TIME");
        patterns.put(Pattern.compile("[ \\t]+"), " ");
        return patterns;
    }

    private static List<String> normal(List<String> lines) {
        List<String> normal = new ArrayList<>();
        for (String line : lines) {
            String text = line;
            for (Map.Entry<Pattern, String> pattern : VARYING.entrySet()) {
                text = pattern.getKey().matcher(text).replaceAll(pattern.getValue());
            }
            normal.add(text.stripTrailing());
        }
        while (!normal.isEmpty() && normal.get(normal.size() - 1).isEmpty()) {
            normal.remove(normal.size() - 1);
        }
        return normal;
    }

    private static boolean matches(List<String> shown, List<String> printed) {
        if (shown.isEmpty()) {
            return printed.isEmpty();
        }
        List<String> rest = shown.subList(1, shown.size());
        if (shown.get(0).equals(ANYTHING)) {
            for (int skipped = 0; skipped <= printed.size(); skipped++) {
                if (matches(rest, printed.subList(skipped, printed.size()))) {
                    return true;
                }
            }
            return false;
        }
        return !printed.isEmpty()
                && shown.get(0).equals(printed.get(0))
                && matches(rest, printed.subList(1, printed.size()));
    }
}
