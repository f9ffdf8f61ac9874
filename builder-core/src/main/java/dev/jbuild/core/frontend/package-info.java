/** A Dockerfile to a build plan: stages, variables, ONBUILD, checks. Uses grammar, plan, oci, error, source, context. */
@NullMarked
package dev.jbuild.core.frontend;

import org.jspecify.annotations.NullMarked;
