package dev.jbuild.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What strace wrote down of a program: which calls it made on which files, one file of lines for each of its threads. */
record TracedCalls(List<String> lines) {
    private static final Pattern MOVED = Pattern.compile("^(\\w+)\\(\\d+<([^>]*)>.*\\) += (\\d+)$");

    /** The words before those of the program; the threads' lines go to files whose names begin as said. */
    static List<String> strace(Path prefix, String calls) {
        return List.of(
                "strace",
                "--seccomp-bpf",
                "-ff",
                "-qqq",
                "-y",
                "-s",
                "0",
                "-e",
                "trace=" + calls,
                "-o",
                prefix.toString());
    }

    /** What was written to files of this prefix. */
    static TracedCalls read(Path prefix) throws IOException {
        List<String> lines = new ArrayList<>();
        String start = prefix.getFileName() + ".";
        try (Stream<Path> files = Files.list(prefix.toAbsolutePath().getParent())) {
            for (Path file : files.toList()) {
                if (file.getFileName().toString().startsWith(start)) {
                    lines.addAll(Files.readAllLines(file, java.nio.charset.StandardCharsets.ISO_8859_1));
                }
            }
        }
        return new TracedCalls(lines);
    }

    /** How many bytes these calls moved from or to each file. */
    Map<String, Long> bytesByFile(Predicate<String> calls) {
        Map<String, Long> moved = new TreeMap<>();
        for (String line : lines) {
            Matcher call = MOVED.matcher(line);
            if (call.find() && calls.test(call.group(1))) {
                moved.merge(call.group(2), Long.parseLong(call.group(3)), Long::sum);
            }
        }
        return moved;
    }

    long count(Predicate<String> lineOf) {
        return lines.stream().filter(lineOf).count();
    }
}
