package dev.jbuild.grammar.word;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateTest {

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            x       | x    | no dollar sign
            $0      | M    | the match
            a${0}b  | aMb  | in braces
            $0$0    | MM   | twice
            $1      | ''   | there are no groups
            $0x     | ''   | a longer name is another name
            $00     | ''   | and so is this one
            $name   | ''   | nor names
            $name.a | .a   | a name ends at a full stop
            $$      | $    | a dollar sign
            $$0     | $0   | and what follows it
            $       | $    | alone
            $-      | $-   | before no name
            ${0     | ${0  | not closed
            ${}     | ${}  | without a name
            ${a b}  | ${a b} | with another character
            """)
    void fills(String template, String expected, String why) {
        assertThat(Template.parse(template).fill("M")).isEqualTo(expected);
    }
}
