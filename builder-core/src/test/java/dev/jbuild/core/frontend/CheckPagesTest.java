package dev.jbuild.core.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.grammar.check.Rule;
import dev.jbuild.testdata.Corpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every rule has a page in docs/checks, whose examples are checked here: the first is reported by that rule alone, the other by none. */
class CheckPagesTest {

    @ParameterizedTest
    @EnumSource(Rule.class)
    void reportsTheBadExampleByThisRuleOnly(Rule rule) throws IOException {
        String text = check(rule, "## Reported");
        assertThat(text.lines().toList()).isNotEmpty().allMatch(line -> line.contains(" " + rule.id() + ": "), text);
    }

    @ParameterizedTest
    @EnumSource(Rule.class)
    void reportsNothingOfTheGoodExample(Rule rule) throws IOException {
        assertThat(check(rule, "## Fine")).isEmpty();
    }

    @Test
    void listsAllRulesAndNoOther() throws IOException {
        List<String> pages = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory())) {
            files.map(file -> file.getFileName().toString()).forEach(pages::add);
        }
        List<String> rules = Arrays.stream(Rule.values()).map(Rule::id).toList();
        assertThat(pages)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(rules.stream().map(id -> id + ".md"), Stream.of("README.md"))
                                .toList());
        String list = Files.readString(directory().resolve("README.md"));
        assertThat(rules).allMatch(id -> list.contains("| [" + id + "](" + id + ".md) |"));
    }

    private static String check(Rule rule, String heading) throws IOException {
        Path file = directory().getParent().getParent().resolve(rule.page());
        String page = Files.readString(file);
        assertThat(page).startsWith("# " + rule.id() + "\n\n").contains("## Reported", "## Fine");
        String ignore = page.contains("```dockerignore")
                ? block(page, "dockerignore").strip().replace('\n', ',')
                : "no-such-file";
        String dockerfile = block(page.substring(page.indexOf(heading)), "dockerfile");
        return PlanCase.of(dockerfile, "ignore " + ignore, "build-arg TAG=bookworm")
                .checkText();
    }

    private static String block(String page, String language) {
        int start = page.indexOf("```" + language + "\n") + language.length() + 4;
        return page.substring(start, page.indexOf("```", start));
    }

    private static Path directory() {
        Path resources = Corpus.of("dockerfiles").directory();
        return resources.resolve("../../../../../docs/checks").normalize();
    }
}
