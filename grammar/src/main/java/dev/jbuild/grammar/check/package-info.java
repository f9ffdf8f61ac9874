/**
 * What is right in a Dockerfile and yet unwise. {@link dev.jbuild.grammar.check.SyntaxChecks} looks at the file alone; whoever knows stages and
 * variables adds to the same {@link dev.jbuild.grammar.check.Checks}, which leaves out what the file asks to leave out. Uses this module's
 * other packages.
 */
@NullMarked
package dev.jbuild.grammar.check;

import org.jspecify.annotations.NullMarked;
