package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The patches that take single defences away fit the sources: {@code testdata/defences/run}, which needs minutes, finds what it expects. */
class DefencesTest {
    private static final Path TOP = Path.of("..");
    private static final Path PATCHES = TOP.resolve("testdata/defences");
    private static final Path PAGE = TOP.resolve("docs/isolation.md");

    static List<String> ids() throws IOException {
        try (Stream<Path> files = Files.list(PATCHES)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".patch"))
                    .map(name -> name.substring(0, name.length() - ".patch".length()))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("ids")
    void applyToTheSources(String id) throws IOException {
        List<Change> changes = Change.of(Files.readAllLines(PATCHES.resolve(id + ".patch")));
        assertThat(changes).isNotEmpty().allSatisfy(change -> {
            assertThat(TOP.resolve(change.file())).isRegularFile();
            assertThat("\n" + Files.readString(TOP.resolve(change.file())))
                    .as("%s; make %s.patch anew", change.file(), id)
                    .contains("\n" + String.join("\n", change.before()) + "\n");
        });
    }

    @ParameterizedTest
    @MethodSource("ids")
    void nameTestsThatExist(String id) throws IOException {
        List<String> lines = Files.readAllLines(PATCHES.resolve(id + ".patch"));
        String module = header(lines, "Module");
        String test = header(lines, "Test");
        assertThat(header(lines, "Removes")).isNotEmpty();
        assertThat(TOP.resolve(module + "/src/test/java/" + test.replace('.', '/') + ".java"))
                .isRegularFile();
        String sources = tests(module) + tests("builder-core"); // where the contracts are
        for (String method : header(lines, "Fails").split(" ")) {
            assertThat(Pattern.compile("void " + Pattern.quote(method) + "\\(")
                            .matcher(sources)
                            .find())
                    .as(method)
                    .isTrue();
        }
    }

    @Test
    void areAllOnThePage() throws IOException {
        List<String> rows = Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.substring(3, line.indexOf('`', 3)))
                .toList();
        assertThat(rows).containsAll(ids());
    }

    private static String header(List<String> lines, String key) {
        String start = key + ": ";
        return lines.stream()
                .filter(line -> line.startsWith(start))
                .findFirst()
                .map(line -> line.substring(start.length()))
                .orElse("");
    }

    private static String tests(String module) throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.walk(TOP.resolve(module + "/src/test/java"))) {
            for (Path file :
                    (Iterable<Path>) files.filter(name -> name.toString().endsWith(".java"))::iterator) {
                text.append(Files.readString(file));
            }
        }
        return text.toString();
    }

    /** What one part of a patch wants to find in a file, in one piece. */
    private record Change(String file, List<String> before) {
        private static final Pattern SIZES = Pattern.compile("@@ -\\d+(,\\d+)? \\+\\d+(,\\d+)? @@.*");

        static List<Change> of(List<String> patch) {
            List<Change> changes = new ArrayList<>();
            String file = "";
            for (String line : patch) {
                if (line.startsWith("--- a/")) {
                    file = line.substring("--- a/".length());
                } else if (SIZES.matcher(line).matches()) {
                    changes.add(new Change(file, new ArrayList<>()));
                } else if (!changes.isEmpty()
                        && (line.startsWith(" ") || line.startsWith("-"))
                        && !line.startsWith("--- ")) {
                    changes.get(changes.size() - 1).before().add(line.substring(1));
                }
            }
            return changes;
        }
    }
}
