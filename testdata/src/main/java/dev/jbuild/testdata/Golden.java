package dev.jbuild.testdata;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Files that say what a program wrote when somebody last looked and found it right. */
public final class Golden {

    private Golden() {}

    /**
     * Compares text with a golden file. With {@code -Dgolden.update=true} writes the file instead, to be looked at before it is committed.
     *
     * @throws AssertionError if they differ, or the file is missing
     */
    public static void check(Path file, String actual) throws IOException {
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(file, actual);
            return;
        }
        if (!Files.exists(file)) {
            throw new AssertionError(
                    "no golden file " + file + "; to write it: -Dgolden.update=true; it would be\n" + actual);
        }
        String expected = Files.readString(file);
        if (!expected.equals(actual)) {
            throw new AssertionError(
                    difference(file, expected.lines().toList(), actual.lines().toList()) + "\nall that was written:\n"
                            + actual);
        }
    }

    private static String difference(Path file, List<String> expected, List<String> actual) {
        int line = 0;
        while (line < Math.min(expected.size(), actual.size())
                && expected.get(line).equals(actual.get(line))) {
            line++;
        }
        return "%s differs from line %d on\n- %s\n+ %s".formatted(file, line + 1, at(expected, line), at(actual, line));
    }

    private static String at(List<String> lines, int index) {
        return index < lines.size() ? lines.get(index) : "(no such line, or another line end)";
    }
}
