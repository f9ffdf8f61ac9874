/**
 * From a Dockerfile to a build plan: stages, variables, triggers, checks. Entry point: {@link dev.jbuild.core.frontend.Frontend}.
 *
 * <p>{@code FilePlanner} decides which stages are needed ({@code Stages}, {@code StageGraph}), where each begins ({@code StageBases}), and has
 * its instructions planned one after the other ({@code StagePlanner}, {@code RunPlanner}, {@code CopyPlanner}): each changes the {@code
 * StageState}, and some make a vertex in the {@code PlanBuilder}. Uses grammar, plan, oci, error, source, context.
 */
@NullMarked
package dev.jbuild.core.frontend;

import org.jspecify.annotations.NullMarked;
