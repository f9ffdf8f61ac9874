package dev.jbuild.exec.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The two files of what is expected. {@code expected.txt} has what the native sandbox gives root, {@code NAME = VALUE}; {@code
 * differences.txt} what others find otherwise, {@code WHO NAME = VALUE # REASON}, the last line that fits holding. A value is a
 * text, alternatives separated by " or ", or {@code *} for any; {@code absent} is one that may be missing; {@code A if FLAG else B} is A
 * on a processor with this flag. Names may have stars and a range of numbers at their end.
 */
final class IsolationExpectation {
    private static final Pattern CHOICE = Pattern.compile("(.*) if (\\w+) else (.*)");

    private final Set<String> flags = flags();
    private final Map<String, String> expected = new TreeMap<>();
    private final List<Difference> differences = new ArrayList<>();

    IsolationExpectation(Path directory) throws IOException {
        for (String line : lines(directory.resolve("expected.txt"))) {
            String[] pair = line.replaceAll("\\s+#.*$", "").split(" = ", 2);
            expected.put(pair[0].strip(), pair.length > 1 ? pair[1].strip() : "");
        }
        for (String line : lines(directory.resolve("differences.txt"))) {
            String[] reason = line.split("\\s+# ", 2);
            String[] pair = reason[0].split(" = ", 2);
            String[] names = pair[0].strip().split("\\s+", 2);
            differences.add(new Difference(
                    glob(names[0]), names[1].strip(), pair[1].strip(), reason.length > 1 ? reason[1] : ""));
        }
    }

    /** A line of differences.txt. */
    private record Difference(Pattern who, String name, String value, String reason) {
        boolean fits(String whoever, String wanted) {
            return who.matcher(whoever).matches() && names(name, wanted);
        }
    }

    private static List<String> lines(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
    }

    private static Pattern glob(String text) {
        return Pattern.compile(Pattern.quote(text).replace("*", "\\E.*\\Q"));
    }

    private static boolean names(String pattern, String name) {
        int range = pattern.lastIndexOf("..");
        if (range < 0) {
            return glob(pattern).matcher(name).matches();
        }
        int dot = pattern.lastIndexOf('.', range - 1);
        String number = name.substring(name.lastIndexOf('.') + 1);
        return name.startsWith(pattern.substring(0, dot + 1))
                && number.matches("[0-9]{1,10}")
                && Long.parseLong(number) >= Long.parseLong(pattern.substring(dot + 1, range))
                && Long.parseLong(number) <= Long.parseLong(pattern.substring(range + 2));
    }

    /** What is not as it is written. */
    List<String> differences(String who, Map<String, String> report) {
        List<String> found = new ArrayList<>();
        report.forEach((name, value) -> {
            String wanted = wanted(who, name);
            if (!matches(wanted, value)) {
                found.add(name + ": got " + value + ", want " + wanted);
            }
        });
        for (String name : expected.keySet()) {
            if (!report.containsKey(name) && !alternatives(wanted(who, name)).contains("absent")) {
                found.add(name + ": missing, want " + wanted(who, name));
            }
        }
        return found;
    }

    private String wanted(String who, String name) {
        String wanted = expected.getOrDefault(name, "absent");
        for (Difference difference : differences) {
            wanted = difference.fits(who, name) ? difference.value() : wanted;
        }
        return wanted;
    }

    private boolean matches(String wanted, String value) {
        return alternatives(wanted).stream()
                .anyMatch(alternative -> glob(alternative).matcher(value).matches());
    }

    private List<String> alternatives(String wanted) {
        Matcher choice = CHOICE.matcher(wanted);
        String chosen =
                !choice.matches() ? wanted : flags.contains(choice.group(2)) ? choice.group(1) : choice.group(3);
        return List.of(chosen.split(" or "));
    }

    private static Set<String> flags() throws IOException {
        return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("flags"))
                .flatMap(line -> Stream.of(line.split("\\s+")))
                .collect(Collectors.toSet());
    }

    /** That each difference has a reason. */
    void check() {
        assertThat(differences)
                .isNotEmpty()
                .allSatisfy(difference ->
                        assertThat(difference.reason()).as(difference.name()).isNotBlank());
    }
}
