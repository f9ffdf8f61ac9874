/**
 * What every level of the parser speaks of: the {@linkplain dev.jbuild.grammar.text.SourceText text} of a file, a {@linkplain
 * dev.jbuild.grammar.text.Span place} in it, and a {@linkplain dev.jbuild.grammar.text.Problem problem} found there. Uses the JDK only.
 */
@NullMarked
package dev.jbuild.grammar.text;

import org.jspecify.annotations.NullMarked;
