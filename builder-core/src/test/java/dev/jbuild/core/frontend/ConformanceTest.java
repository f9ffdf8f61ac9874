package dev.jbuild.core.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.grammar.check.Rule;
import dev.jbuild.testdata.Corpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/conformance.md and the cases belong together: no line without a case, no case without a line. */
class ConformanceTest {

    private static final List<String> CORPORA = List.of("ok", "bad", "unplannable");

    private static final List<String> MODULES =
            List.of("grammar", "builder-core", "builder-cache", "builder-exec", "builder-cli");

    private static final List<String> FILES_OF_THE_REFERENCE = List.of(
            "context directory",
            "context -",
            "context -f -",
            "context -f URL",
            "context git",
            "context http",
            "context named",
            "item 34b");

    private record Line(String id, String behaviour, String from, List<String> cases) {}

    @Test
    void everyLineHasAnIdOfItsOwnAndACase() throws IOException {
        List<Line> lines = lines();
        assertThat(lines).hasSizeGreaterThan(100).allSatisfy(line -> {
            assertThat(line.id).matches("[a-z]+-[0-9]{2}");
            assertThat(line.behaviour).endsWith(".");
            assertThat(line.from).matches("[RBOJ]( [RBOJ])*(: .+)?");
            assertThat(line.cases).as(line.id).isNotEmpty();
        });
        assertThat(lines.stream().map(Line::id)).doesNotHaveDuplicates();
    }

    @Test
    void everyCaseThatIsNamedExists() throws IOException {
        Set<String> missing = new TreeSet<>(named());
        missing.removeAll(existing());
        missing.removeIf(ConformanceTest::isTestMethod);
        assertThat(missing).isEmpty();
    }

    @Test
    void everyCaseIsNamed() throws IOException {
        Set<String> forgotten = new TreeSet<>(existing());
        forgotten.removeAll(named());
        assertThat(forgotten)
                .as("cases that no line of docs/conformance.md names")
                .isEmpty();
    }

    @Test
    void anotherBuilderConfirmsOneCaseInThree() throws IOException {
        Set<String> known = existing();
        known.removeIf(one -> one.startsWith("checks/") || one.startsWith("transcripts/"));
        Set<String> confirmed = new HashSet<>();
        for (String builder : List.of("docker", "buildah", "buildkit")) {
            confirmed.addAll(Files.readAllLines(top().resolve("testdata/conformance/confirmed-" + builder + ".txt")));
        }
        assertThat(known).as("cases that are confirmed and gone").containsAll(confirmed);
        assertThat(confirmed.size() * 3).isGreaterThanOrEqualTo(existing().size());
        assertThat(ofFiles(confirmed) * 3).isGreaterThanOrEqualTo(ofFiles(existing()));
    }

    private static long ofFiles(Set<String> cases) {
        return cases.stream().filter(one -> one.startsWith("files/")).count();
    }

    /** Items 1 to 14 and 31 to 37, kinds of contexts, and all else that is about files. */
    @Test
    void whatIsAboutFilesHasDirectoriesOfFiles() throws IOException {
        assertThat(lines())
                .filteredOn(line -> line.id.matches("(context|file|layer)-.*")
                        || line.behaviour.matches(".*\\((§1b|item ([1-9]|1[0-4]|3[1-7]))\\).*"))
                .hasSizeGreaterThanOrEqualTo(42)
                .allSatisfy(line ->
                        assertThat(ofFiles(Set.copyOf(line.cases))).as(line.id).isPositive());
    }

    @Test
    void namesTheItemsWhereOtherBuildersDiffer() throws IOException {
        String text = Files.readString(top().resolve("docs/conformance.md"));
        for (int item = 1; item <= 37; item++) {
            assertThat(text).contains("(item " + item + ")");
        }
    }

    /** The list of what the reference says: all instructions, rules and items, each with lines that exist, and no line of the language left out. */
    @Test
    void everyItemOfTheReferenceHasItsLines() throws IOException {
        Map<String, List<String>> audit = audit();
        Set<String> wanted = new TreeSet<>(List.of(
                "FROM",
                "ARG",
                "ENV",
                "LABEL",
                "RUN",
                "COPY",
                "ADD",
                "WORKDIR",
                "USER",
                "VOLUME",
                "EXPOSE",
                "CMD and ENTRYPOINT",
                "HEALTHCHECK",
                "SHELL",
                "STOPSIGNAL",
                "ONBUILD",
                "MAINTAINER",
                "flags",
                "RUN --mount",
                "directives",
                "lines",
                "heredocs",
                "JSON form",
                "substitution",
                "predefined and automatic variables",
                "stages",
                "ignore files"));
        wanted.addAll(FILES_OF_THE_REFERENCE);
        Arrays.stream(Rule.values()).forEach(rule -> wanted.add(rule.id()));
        IntStream.rangeClosed(1, 37).forEach(item -> wanted.add("item " + item));
        assertThat(audit.keySet()).containsAll(wanted);
        Set<String> ids = lines().stream().map(Line::id).collect(Collectors.toSet());
        Set<String> listed = audit.values().stream().flatMap(List::stream).collect(Collectors.toSet());
        assertThat(ids).containsAll(listed);
        ids.removeAll(listed);
        ids.removeIf(id -> id.matches("tool-.*"));
        assertThat(ids).as("lines that stand under no item").isEmpty();
    }

    /** The rows of contexts, and items 1 to 14 and 31 to 37: all lines that they have. */
    @Test
    void everyRowAndItemAboutFilesHasADirectoryOfFiles() throws IOException {
        Map<String, List<String>> audit = audit();
        Map<String, List<String>> cases =
                lines().stream().collect(Collectors.toMap(Line::id, line -> List.copyOf(line.cases)));
        List<String> items = new ArrayList<>(FILES_OF_THE_REFERENCE);
        IntStream.concat(IntStream.rangeClosed(1, 14), IntStream.rangeClosed(31, 37))
                .forEach(item -> items.add("item " + item));
        for (String item : items) {
            assertThat(audit.get(item))
                    .as(item)
                    .isNotEmpty()
                    .allSatisfy(id -> assertThat(ofFiles(Set.copyOf(cases.get(id))))
                            .as(id)
                            .isPositive());
        }
    }

    private static Map<String, List<String>> audit() throws IOException {
        Map<String, List<String>> items = new TreeMap<>();
        for (String text : Files.readAllLines(top().resolve("docs/conformance.md"))) {
            if (text.startsWith("* ")) {
                String[] both = text.substring(2).split(": ", 2);
                items.put(both[0], List.of(both[1].split(", ")));
            }
        }
        return items;
    }

    private static Set<String> named() throws IOException {
        return lines().stream().flatMap(line -> line.cases.stream()).collect(Collectors.toSet());
    }

    private static Set<String> existing() throws IOException {
        Set<String> cases = new HashSet<>();
        for (String corpus : CORPORA) {
            for (Path directory : Corpus.of("dockerfiles/" + corpus).cases()) {
                cases.add(corpus + "/" + directory.getFileName());
            }
        }
        for (Path directory : Corpus.of("transcripts").cases()) {
            cases.add("transcripts/" + directory.getFileName());
        }
        for (Path directory : Corpus.of("files").cases()) {
            cases.add("files/" + directory.getFileName());
        }
        Arrays.stream(Rule.values()).forEach(rule -> cases.add("checks/" + rule.id()));
        words().forEach(reason -> cases.add("words/" + reason));
        return cases;
    }

    /** The reasons in the table of WordTest: its rows have three columns. */
    private static List<String> words() throws IOException {
        Path table = top().resolve("grammar/src/test/java/dev/jbuild/grammar/word/WordTest.java");
        List<String> reasons = new ArrayList<>();
        for (String line : Files.readAllLines(table)) {
            int last = line.lastIndexOf('|');
            if (last > 0 && line.indexOf('|') < last && !line.contains("\"\"\"")) {
                reasons.add(line.substring(last + 1).strip());
            }
        }
        return reasons;
    }

    private static boolean isTestMethod(String name) {
        int dot = name.indexOf('.');
        return dot >= 0
                && MODULES.stream()
                        .anyMatch(module -> has(
                                top().resolve(module + "/src/test"),
                                name.substring(0, dot) + ".java",
                                name.substring(dot + 1)));
    }

    private static boolean has(Path tests, String file, String method) {
        try (Stream<Path> files = Files.walk(tests)) {
            for (Path path : files.filter(path -> path.endsWith(file)).toList()) {
                return Files.readString(path).contains(" void " + method + "(");
            }
            return false;
        } catch (IOException e) {
            throw new AssertionError("cannot read the tests", e);
        }
    }

    private static List<Line> lines() throws IOException {
        List<Line> lines = new ArrayList<>();
        for (String text : Files.readAllLines(top().resolve("docs/conformance.md"))) {
            if (text.startsWith("| ") && !text.startsWith("| id ") && !text.startsWith("| --- ")) {
                String[] cells = text.split("(?<=^|\\s)\\|(?=\\s|$)");
                assertThat(cells).as(text).hasSize(5);
                List<String> cases = Stream.of(cells[4].split(","))
                        .map(String::strip)
                        .filter(one -> !one.isEmpty())
                        .toList();
                lines.add(new Line(cells[1].strip(), cells[2].strip(), cells[3].strip(), cases));
            }
        }
        return lines;
    }

    private static Path top() {
        return Corpus.of("dockerfiles").directory().resolve("../../../../..").normalize();
    }
}
