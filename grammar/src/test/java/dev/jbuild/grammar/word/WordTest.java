package dev.jbuild.grammar.word;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.grammar.text.FragmentException;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordTest {

    private static final Lookup VALUES = Lookup.of(Map.ofEntries(
            Map.entry("x", "value"),
            Map.entry("empty", ""),
            Map.entry("path", "/usr/local/lib/libfoo.so.1"),
            Map.entry("abab", "abab"),
            Map.entry("two", "one two"),
            Map.entry("hash", "#a"),
            Map.entry("grün", "green"),
            Map.entry("stars", "a*b*c"),
            Map.entry("ref", "[$0]")));

    @ParameterizedTest(name = "{0} → {1}: {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', textBlock = """
            plain                 | plain                  | no special character
            $x                    | value                  | a bare name
            ${x}                  | value                  | a name in braces
            a${x}b$x              | avaluebvalue           | text around
            $x-y                  | value-y                | a name ends at a hyphen
            $grün                 | green                  | letters are not only ASCII
            $unset                |                        | unset is empty
            $                     | $                      | a lone dollar sign
            $.                    | $.                     | a dollar sign before no name
            a$$b                  | ab                     | the parameter $
            $1 $@ $* $# $? $- $! $0 |                      | special parameters are empty
            $12x                  | x                      | digits end at a letter
            ${-}                  |                        | a special parameter in braces
            \\$x                  | $x                     | an escaped dollar sign
            \\\\$x                | \\value                | an escaped backslash
            a\\b                  | ab                     | an escape before any character
            'a$x\\'               | a$x\\                  | single quotes
            "a$x'b'"              | avalue'b'              | double quotes
            "\\a\\"\\$x\\\\"      | \\a"$x\\               | escapes in double quotes
            ${x:-d}${empty:-d}${unset:-d} | valuedd        | default if empty
            ${x-d}${empty-d}${unset-d}    | valued         | default if unset
            ${x:+a}${empty:+a}${unset:+a} | a              | alternative if not empty
            ${x+a}${empty+a}${unset+a}    | aa             | alternative if set
            ${x:?m}${x?m}${empty?m}       | valuevalue     | required and there
            ${unset:-${also:-${x}}}       | value          | nested
            ${+a}${%a}${/a/b}<${/*/b}>      | <b>            | no name is that of no variable
            ${unset:-"a}b"}       | a}b                    | quotes protect a brace
            ${unset:-a\\}b}       | a}b                    | an escape protects a brace
            ${unset:-'$x'}        | $x                     | single quotes within
            "${unset:-"q"}"       | q                      | quotes within quotes
            ${path#/*/}           | local/lib/libfoo.so.1  | shortest start
            ${path##*/}           | libfoo.so.1            | longest start
            ${path%.*}            | /usr/local/lib/libfoo.so | shortest end
            ${path%%.*}           | /usr/local/lib/libfoo  | longest end
            ${path#nope}          | /usr/local/lib/libfoo.so.1 | no match
            ${x:#va}              | BAD                    | a colon stands before - + and ? only
            ${x%${unset:-ue}}     | val                    | a nested pattern
            ${hash#\\#}           | BAD                    | only four characters are escaped
            ${abab/b/-}           | a-ab                   | the first match
            ${abab//b/-}          | a-a-                   | all matches
            ${abab//b/}           | aa                     | removed
            ${abab//b?/-}         | a-b                    | any character
            ${abab/*/-}           | -                      | everything
            ${abab//*/-}          | -                      | everything once
            ${path//\\//:}        | :usr:local:lib:libfoo.so.1 | an escaped slash
            ${stars//\\*/+}       | a+b+c                  | an escaped star
            ${stars//'*'/+}       | +                      | quotes do not protect a star
            ${abab//b/$ref}       | a[b]a[b]               | $0 in a replacement of all
            ${abab/b/$ref}        | a[$0]ab                | but not in one of the first
            ${abab///-}           | -a-b-a-b-              | empty matches
            "a b" c               | a b c                  | blanks stay
            """)
    void expands(String source, String expected, String why) {
        if ("BAD".equals(expected)) {
            assertThatThrownBy(() -> Word.parse(source, Escape.BACKSLASH).expand(VALUES))
                    .isInstanceOf(FragmentException.class);
        } else {
            assertThat(Word.parse(source, Escape.BACKSLASH)
                            .expand(VALUES)
                            .text()
                            .strip())
                    .isEqualTo(expected == null ? "" : expected);
        }
    }
}
