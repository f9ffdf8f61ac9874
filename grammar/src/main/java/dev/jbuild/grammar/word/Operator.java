package dev.jbuild.grammar.word;

/** What stands between name and argument in <code>${name…}</code>. */
public enum Operator {
    /** <code>$x</code> and <code>${x}</code>: the value, empty if unset. */
    VALUE(""),
    /** <code>${x-w}</code>: w if x is unset. */
    DEFAULT_IF_UNSET("-"),
    /** <code>${x:-w}</code>: w if x is unset or empty. */
    DEFAULT_IF_EMPTY(":-"),
    /** <code>${x+w}</code>: w if x is set, else empty. */
    ALTERNATIVE_IF_SET("+"),
    /** <code>${x:+w}</code>: w if x is set and not empty, else empty. */
    ALTERNATIVE_IF_NOT_EMPTY(":+"),
    /** <code>${x?m}</code>: an error with message m if x is unset. */
    REQUIRE_SET("?"),
    /** <code>${x:?m}</code>: an error with message m if x is unset or empty. */
    REQUIRE_NOT_EMPTY(":?"),
    /** <code>${x#p}</code> without the shortest start that matches p; <code>${x##p}</code>, the longest. */
    TRIM_PREFIX("#"),
    /** <code>${x%p}</code> without the shortest end that matches p; <code>${x%%p}</code>, the longest. */
    TRIM_SUFFIX("%"),
    /** <code>${x/p/r}</code>: the first longest match of p becomes r. */
    REPLACE_FIRST("/"),
    /** <code>${x//p/r}</code>: each longest match of p becomes r, a template in which <code>$0</code> is the match. */
    REPLACE_ALL("//");

    private final String symbol;

    Operator(String symbol) {
        this.symbol = symbol;
    }

    /** As written between name and argument. */
    public String symbol() {
        return symbol;
    }

    /** The operator that is written so. */
    static Operator of(String symbol) {
        for (Operator operator : values()) {
            if (operator.symbol.equals(symbol)) {
                return operator;
            }
        }
        throw new IllegalArgumentException("no operator \"" + symbol + "\"");
    }

    /** True if the argument speaks for an unset variable. */
    boolean answersUnset() {
        return ordinal() >= DEFAULT_IF_UNSET.ordinal() && ordinal() <= REQUIRE_NOT_EMPTY.ordinal();
    }
}
