package dev.jbuild.cli.format;

import dev.jbuild.cli.format.GoTemplate.Expression;
import dev.jbuild.cli.format.GoTemplate.Node;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.oci.JsonText;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;

/** Reads a template. Used by one thread. */
final class TemplateParser {
    private static final String KNOWN =
            "{{.A.B}}, {{json .A}}, {{index .A \"k\"}}, {{range .A}}…{{end}} or {{println .A}}";

    private final String text;
    private final TemplateValues values;
    private final Deque<Open> open = new ArrayDeque<>();
    private List<Node> nodes = new ArrayList<>();

    /** A range whose end is still to come. */
    private record Open(Expression list, List<Node> before) {}

    TemplateParser(String text) {
        this.text = text;
        this.values = new TemplateValues(text);
    }

    List<Node> parse() {
        int at = 0;
        boolean trims = false;
        while (at < text.length()) {
            int begin = text.indexOf("{{", at);
            String plain = text.substring(at, begin < 0 ? text.length() : begin);
            boolean trimsBefore = begin >= 0 && text.startsWith("- ", begin + 2);
            addText(plain, trims, trimsBefore);
            if (begin < 0) {
                break;
            }
            int end = end(begin);
            trims = text.startsWith(" -", end - 2);
            action(
                    text.substring(begin + (trimsBefore ? 3 : 2), trims ? end - 1 : end)
                            .strip(),
                    begin);
            at = end + 2;
        }
        if (!open.isEmpty()) {
            throw wrong("{{range}} without {{end}}");
        }
        return nodes;
    }

    private void addText(String plain, boolean trimsStart, boolean trimsEnd) {
        String whole = escaped(plain);
        String begun = trimsStart ? whole.stripLeading() : whole;
        String kept = trimsEnd ? begun.stripTrailing() : begun;
        if (!kept.isEmpty()) {
            nodes.add((dot, out) -> out.append(kept));
        }
    }

    /** Docker takes {@code \t} and {@code \n} for what they mean, as no shell does it for its users. */
    private static String escaped(String plain) {
        return plain.replace("\\t", "\t").replace("\\n", "\n");
    }

    private int end(int begin) {
        char quote = 0;
        for (int i = begin + 2; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0) {
                i += c == '\\' && quote == '"' ? 1 : 0;
                quote = c == quote ? 0 : quote;
            } else if (c == '"' || c == '`') {
                quote = c;
            } else if (text.startsWith("}}", i)) {
                return i;
            }
        }
        throw wrong("{{ without }} in \"" + text.substring(begin) + "\"");
    }

    private void action(String action, int place) {
        Words words = new Words(action);
        if (action.isEmpty()) {
            throw wrong("{{}} at " + place + " says nothing");
        }
        if (action.equals("end")) {
            if (open.isEmpty()) {
                throw wrong("{{end}} without {{range}}");
            }
            Open range = open.pop();
            List<Node> body = nodes;
            nodes = range.before;
            nodes.add((dot, out) -> {
                for (Object element : values.elements(range.list.value(dot))) {
                    body.forEach(node -> node.render(element, out));
                }
            });
        } else if (words.take("range")) {
            Expression list = words.expression();
            words.expectEnd();
            open.push(new Open(list, nodes));
            nodes = new ArrayList<>();
        } else {
            Expression value = words.expression();
            words.expectEnd();
            nodes.add((dot, out) -> out.append(TemplateValues.shown(value.value(dot))));
        }
    }

    private BuildException wrong(String what) {
        return BuildException.of(ErrorCode.USAGE, "template \"%s\": %s".formatted(text, what))
                .withHint("use " + KNOWN);
    }

    /** What stands between two pairs of braces. */
    private final class Words {
        private final String action;
        private int at;

        Words(String action) {
            this.action = action;
        }

        boolean take(String word) {
            skipBlanks();
            int end = at + word.length();
            boolean whole = end == action.length() || end < action.length() && !isName(action.charAt(end));
            if (action.startsWith(word, at) && whole) {
                at = end;
                return true;
            }
            return false;
        }

        void expectEnd() {
            skipBlanks();
            if (at < action.length()) {
                throw unknown(action.substring(at));
            }
        }

        Expression expression() {
            if (take("json")) {
                Expression value = operand();
                return dot -> JsonText.compact(value.value(dot));
            }
            if (take("index")) {
                Expression value = operand();
                List<Expression> keys = operands();
                if (keys.isEmpty()) {
                    throw wrong("index needs a key in {{" + action + "}}");
                }
                return dot -> {
                    Object found = value.value(dot);
                    for (Expression key : keys) {
                        found = values.element(found, key.value(dot));
                    }
                    return found;
                };
            }
            if (take("println")) {
                List<Expression> words = operands();
                return dot -> words.stream()
                        .map(word -> TemplateValues.shown(word.value(dot)))
                        .collect(Collectors.joining(" ", "", "\n"));
            }
            return operand();
        }

        private List<Expression> operands() {
            List<Expression> operands = new ArrayList<>();
            skipBlanks();
            while (at < action.length() && action.charAt(at) != ')') {
                operands.add(operand());
                skipBlanks();
            }
            return operands;
        }

        private Expression operand() {
            skipBlanks();
            if (at == action.length()) {
                throw wrong("something is missing in {{" + action + "}}");
            }
            char c = action.charAt(at);
            if (c == '.') {
                List<String> names = fields();
                return dot -> {
                    Object found = dot;
                    for (String name : names) {
                        found = values.field(found, name);
                    }
                    return found;
                };
            }
            if (c == '"' || c == '`') {
                String literal = quoted(c);
                return dot -> literal;
            }
            if (c >= '0' && c <= '9') {
                BigDecimal number = number();
                return dot -> number;
            }
            if (c == '(') {
                at++;
                Expression inner = expression();
                skipBlanks();
                if (at == action.length() || action.charAt(at) != ')') {
                    throw wrong("( without ) in {{" + action + "}}");
                }
                at++;
                return inner;
            }
            throw unknown(action.substring(at));
        }

        private List<String> fields() {
            List<String> names = new ArrayList<>();
            while (at < action.length() && action.charAt(at) == '.') {
                int start = ++at;
                while (at < action.length() && isName(action.charAt(at))) {
                    at++;
                }
                if (at > start) {
                    names.add(action.substring(start, at));
                } else if (!names.isEmpty() || at < action.length() && action.charAt(at) == '.') {
                    throw unknown(action.substring(start - 1));
                }
            }
            return names;
        }

        private String quoted(char quote) {
            StringBuilder value = new StringBuilder();
            for (at++; at < action.length() && action.charAt(at) != quote; at++) {
                if (action.charAt(at) == '\\' && quote == '"' && at + 1 < action.length()) {
                    at++;
                }
                value.append(action.charAt(at));
            }
            at++;
            return value.toString();
        }

        private BigDecimal number() {
            int start = at;
            while (at < action.length() && action.charAt(at) >= '0' && action.charAt(at) <= '9') {
                at++;
            }
            return new BigDecimal(action.substring(start, at));
        }

        private void skipBlanks() {
            while (at < action.length() && Character.isWhitespace(action.charAt(at))) {
                at++;
            }
        }

        private static boolean isName(char c) {
            return c == '_' || Character.isLetterOrDigit(c);
        }

        private BuildException unknown(String part) {
            return wrong("unknown \"%s\" in {{%s}}".formatted(part, action));
        }
    }
}
