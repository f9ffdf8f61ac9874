package dev.jbuild.cli.command;

import dev.jbuild.cli.progress.Humane;
import dev.jbuild.core.build.PlannedForecast;
import dev.jbuild.core.solver.Forecast;
import java.io.PrintStream;

/** Prints what a build would do, a line a step. */
final class ForecastPrinter {
    private static final int NAME_WIDTH = 60;

    private ForecastPrinter() {}

    /** Returns how many steps would run. */
    static long print(PlannedForecast planned, PrintStream out) {
        for (Forecast.Line line : planned.forecast().lines()) {
            String name = Humane.clip(
                    Humane.printable(
                            planned.plan().vertex(line.vertex()).label().toString()),
                    NAME_WIDTH);
            String verdict = switch (line.verdict()) {
                case HIT -> "HIT";
                case MISS -> "MISS";
                case MAYBE -> "MISS?";
            };
            out.println(String.format(
                            "%-" + NAME_WIDTH + "s  %-5s  %s",
                            name,
                            verdict,
                            Humane.printable(line.why().reason()))
                    .stripTrailing());
        }
        long misses = planned.forecast().misses();
        out.println(misses + " of " + Humane.count(planned.forecast().lines().size(), "step") + " would run");
        return misses;
    }
}
