package dev.jbuild.grammar.check;

import dev.jbuild.grammar.syntax.Origin;
import dev.jbuild.grammar.text.Problem;
import dev.jbuild.grammar.text.Span;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects warnings about one file, each once, without those that nobody wants to hear. Used by one thread. */
public final class Checks {

    private static final String SCOPED = "check"; // # check=skip=Rule above an instruction

    private final CheckSettings settings;
    private final Set<Problem> problems = new LinkedHashSet<>();

    public Checks(CheckSettings settings) {
        this.settings = settings;
    }

    /** Adds a warning, unless the settings or the comments above its instruction turn the rule off. */
    public void add(Rule rule, String message, Span span, Origin origin) {
        if (!settings.off().contains(rule) && !skipsHere(rule, origin)) {
            problems.add(Problem.warning(rule.id(), message, span));
        }
    }

    /** All warnings, in the order of the file. */
    public List<Problem> problems() {
        List<Problem> sorted = new ArrayList<>(problems);
        sorted.sort((a, b) -> a.span().compareTo(b.span()));
        return List.copyOf(sorted);
    }

    private static boolean skipsHere(Rule rule, Origin origin) {
        for (String comment : origin.comments()) {
            if (isScope(comment) && skips(rule, comment)) {
                return true;
            }
        }
        return false;
    }

    /** True for a comment that sets checks for the instruction below it. */
    static boolean isScope(String comment) {
        int equals = comment.indexOf('=');
        return equals > 0 && comment.substring(0, equals).strip().equalsIgnoreCase(SCOPED);
    }

    private static boolean skips(Rule rule, String comment) {
        try {
            String value = comment.substring(comment.indexOf('=') + 1);
            return CheckSettings.ofComment(value).off().contains(rule);
        } catch (IllegalArgumentException e) {
            return false; // it is a comment like others
        }
    }
}
