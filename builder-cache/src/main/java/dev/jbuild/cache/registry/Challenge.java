package dev.jbuild.cache.registry;

import dev.jbuild.cache.http.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a server asks for: a scheme such as {@code bearer}, and parameters.
 *
 * @param scheme in lower case
 * @param parameters by name in lower case
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1">RFC 9110, WWW-Authenticate</a>
 */
record Challenge(String scheme, Map<String, String> parameters) {
    private static final int MAX_HEADER = 8 * 1024; // characters

    Challenge {
        parameters = Map.copyOf(parameters);
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /** What an answer asks for. */
    static List<Challenge> of(Answer answer) {
        return parseAll(answer.headers().allValues("WWW-Authenticate"));
    }

    /** The challenges of all these headers, in order. What cannot be read ends its header. */
    static List<Challenge> parseAll(List<String> headers) {
        List<Challenge> challenges = new ArrayList<>();
        for (String header : headers) {
            if (header.length() <= MAX_HEADER) {
                new Parser(header).readInto(challenges);
            }
        }
        return challenges;
    }

    /** A list of schemes, each with a list of parameters, and the same comma between both. */
    private static final class Parser {
        private final String text;
        private int at;

        Parser(String text) {
            this.text = text;
        }

        void readInto(List<Challenge> challenges) {
            String word = nextWord();
            while (!word.isEmpty()) {
                String scheme = word.toLowerCase(Locale.ROOT);
                Map<String, String> parameters = new TreeMap<>();
                word = nextWord();
                while (!word.isEmpty() && skip('=')) {
                    parameters.putIfAbsent(word.toLowerCase(Locale.ROOT), value());
                    word = nextWord();
                }
                challenges.add(new Challenge(scheme, parameters));
            }
        }

        /** The next token, after blanks and commas; empty at the end and before anything else. */
        private String nextWord() {
            while (at < text.length()
                    && (text.charAt(at) == ' ' || text.charAt(at) == '\t' || text.charAt(at) == ',')) {
                at++;
            }
            return token();
        }

        private String token() {
            int start = at;
            while (at < text.length() && isTokenCharacter(text.charAt(at))) {
                at++;
            }
            return text.substring(start, at);
        }

        private boolean skip(char wanted) {
            int before = at;
            skipBlanks();
            if (at < text.length() && text.charAt(at) == wanted) {
                at++;
                return true;
            }
            at = before;
            return false;
        }

        private void skipBlanks() {
            while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
                at++;
            }
        }

        private String value() {
            skipBlanks();
            if (at >= text.length() || text.charAt(at) != '"') {
                return token();
            }
            StringBuilder value = new StringBuilder();
            for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
                if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                    at++;
                }
                value.append(text.charAt(at));
            }
            at++;
            return value.toString();
        }

        private static boolean isTokenCharacter(char c) {
            return c > ' ' && c < 0x7f && "()<>@,;:\\\"/[]?={}".indexOf(c) < 0;
        }
    }
}
