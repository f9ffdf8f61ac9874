package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What stands on the command line and in the environment is UTF-8, also where a machine has no locale, as most containers. */
class WordsTest {
    private static final String WORD = "gr\u00fcn \u20ac \ud83d\ude80";

    @Test
    void areUtf8WithoutALocale() throws IOException {
        for (String locale : List.of("", "POSIX")) {
            try (PackagedProgram program = PackagedProgram.here()
                    .env("LC_ALL", locale)
                    .env("LC_CTYPE", "")
                    .env("LANG", "")
                    .env("GIVEN", WORD)) {
                program.runs("expand", "--env", "x=" + WORD, "$x!");
                assertThat(program.out()).as(locale).isEqualTo(WORD + "!\n");

                program.files("context", "Dockerfile", "FROM scratch\nARG GIVEN\nLABEL given=$GIVEN\n");
                program.runs("-q", "-t", "words", "--label", "told=" + WORD, "--build-arg", "GIVEN", "context");
                program.runs("inspect", "-f", "{{.Config.Labels.given}}|{{.Config.Labels.told}}", "words");
                assertThat(program.out()).as(locale).isEqualTo(WORD + "|" + WORD + "\n");
            }
        }
    }
}
