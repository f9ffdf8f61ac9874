package dev.jbuild.core.build;

import dev.jbuild.core.solver.SolverSettings;
import dev.jbuild.core.solver.StepRunner;
import dev.jbuild.core.store.BuildStore;

/** What a build works with: one store, the steps, the executors. */
public record BuildPorts(BuildStore store, StepRunner steps, SolverSettings settings) {}
