package dev.jbuild.core.solver;

import dev.jbuild.core.plan.VertexId;
import java.util.List;

/** What a build would do, vertex by vertex in the order of the plan; vertices that it would not look at are left out. */
public record Forecast(List<Line> lines) {
    public Forecast {
        lines = List.copyOf(lines);
    }

    /** What is expected of a vertex. */
    public enum Verdict {
        /** A record answers for it. */
        HIT,
        /** Its step would run. */
        MISS,
        /** Its step runs unless its inputs turn out to hold the same as before. */
        MAYBE
    }

    /** @param why empty for a hit */
    public record Line(VertexId vertex, Verdict verdict, Explanation why) {}

    /** How many steps would run, as far as can be told. */
    public long misses() {
        return lines.stream().filter(line -> line.verdict() != Verdict.HIT).count();
    }
}
