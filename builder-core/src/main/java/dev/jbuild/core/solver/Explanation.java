package dev.jbuild.core.solver;

import java.util.List;

/** Why a step was not cached: one line, and lines of what differed for who wants to know. */
public record Explanation(String reason, List<String> details) {
    public Explanation {
        details = List.copyOf(details);
    }

    static Explanation of(String reason) {
        return new Explanation(reason, List.of());
    }
}
