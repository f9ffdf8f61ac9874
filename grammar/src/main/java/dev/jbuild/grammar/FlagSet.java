package dev.jbuild.grammar;

import dev.jbuild.grammar.Instruction.Switch;
import dev.jbuild.grammar.syntax.SyntaxNode;
import dev.jbuild.grammar.syntax.Token;
import dev.jbuild.grammar.text.NearName;
import dev.jbuild.grammar.text.Problems;
import dev.jbuild.grammar.text.Span;
import dev.jbuild.grammar.word.Word;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The flags of one instruction, checked. Used by one thread. */
final class FlagSet {

    private final Map<String, List<Token>> values = new HashMap<>();

    private FlagSet() {}

    /** A flag that an instruction takes. */
    record Flag(String name, Kind kind) {

        /** On or off: {@code --x}, {@code --x=true}, {@code --x=false}. */
        static Flag toggle(String name) {
            return new Flag(name, Kind.SWITCH);
        }

        /** {@code --x=value}, once. */
        static Flag value(String name) {
            return new Flag(name, Kind.VALUE);
        }

        /** {@code --x=value}, any number of times. */
        static Flag list(String name) {
            return new Flag(name, Kind.LIST);
        }
    }

    /** What a flag looks like. */
    enum Kind {
        SWITCH,
        VALUE,
        LIST
    }

    /** Reads the flags of an instruction; those that are wrong are reported and left out. */
    static FlagSet read(SyntaxNode node, Problems problems, Flag... allowed) {
        FlagSet set = new FlagSet();
        for (Token token : node.flags()) {
            set.add(node.keyword(), token, allowed, problems);
        }
        return set;
    }

    private void add(String keyword, Token token, Flag[] allowed, Problems problems) {
        int equals = token.text().indexOf('=');
        String name = equals < 0 ? token.text().substring(2) : token.text().substring(2, equals);
        for (Flag flag : allowed) {
            if (flag.name().equals(name)) {
                add(flag, equals, token, problems);
                return;
            }
        }
        unknown(keyword, name, token.span(), allowed, problems);
    }

    private void add(Flag flag, int equals, Token token, Problems problems) {
        String name = flag.name();
        if (flag.kind() != Kind.LIST && values.containsKey(name)) {
            problems.error(
                    "repeated-flag", "the flag --%s is given twice".formatted(name), token.span(), "keep one of them");
            return;
        }
        String text = equals < 0 ? "" : token.text().substring(equals + 1);
        Token value = new Token(text, WordReading.behind(token, equals + 1));
        boolean right = flag.kind() == Kind.SWITCH
                ? checkSwitch(name, equals, value, problems)
                : checkValue(name, equals, token, problems);
        if (right) {
            values.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
        }
    }

    private static void unknown(String keyword, String name, Span span, Flag[] allowed, Problems problems) {
        List<String> names =
                Arrays.stream(allowed).map(flag -> "--" + flag.name()).toList();
        String near = NearName.question("--" + name, names);
        problems.error(
                "unknown-flag",
                "unknown flag --%s of %s%s".formatted(name, keyword, near),
                span,
                names.isEmpty()
                        ? "put -- and a blank in front of it if it belongs to the arguments"
                        : "use " + NearName.oneOf(names));
    }

    private static boolean checkSwitch(String name, int equals, Token value, Problems problems) {
        String lower = value.text().toLowerCase(Locale.ROOT);
        if (equals < 0 || lower.equals("true") || lower.equals("false")) {
            return true;
        }
        problems.error(
                "bad-flag",
                "bad value of the flag --%s: got \"%s\", want true or false".formatted(name, value.text()),
                value.span());
        return false;
    }

    private static boolean checkValue(String name, int equals, Token token, Problems problems) {
        if (equals >= 0) {
            return true;
        }
        problems.error(
                "bad-flag",
                "the flag --%s has no value".formatted(name),
                token.span(),
                "write --%s=VALUE".formatted(name));
        return false;
    }

    Switch toggle(String name) {
        List<Token> given = list(name);
        if (given.isEmpty()) {
            return Switch.UNSET;
        }
        return given.get(0).text().equalsIgnoreCase("false") ? Switch.OFF : Switch.ON;
    }

    /** The value; empty if the flag was not given. */
    String text(String name) {
        List<Token> given = list(name);
        return given.isEmpty() ? "" : given.get(0).text();
    }

    /** The value as a word; the empty one if the flag was not given. */
    Word word(String name, WordReading words) {
        List<Token> given = list(name);
        return given.isEmpty() ? Word.EMPTY : words.word(given.get(0));
    }

    /** All values, in order; none if the flag was not given. */
    List<Token> list(String name) {
        return values.getOrDefault(name, List.of());
    }
}
