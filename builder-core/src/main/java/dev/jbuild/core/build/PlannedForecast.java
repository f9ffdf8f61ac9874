package dev.jbuild.core.build;

import dev.jbuild.core.plan.BuildPlan;
import dev.jbuild.core.solver.Forecast;

/** What a build would do, with the plan whose vertices it speaks of. */
public record PlannedForecast(BuildPlan plan, Forecast forecast) {}
