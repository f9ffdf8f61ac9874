/**
 * The syntax tree of a Dockerfile before any meaning: lines, keywords, flags, arguments, heredocs. {@link
 * dev.jbuild.grammar.syntax.SyntaxParser} makes it. Uses {@code text}, {@code word} and the generated parsers.
 */
@NullMarked
package dev.jbuild.grammar.syntax;

import org.jspecify.annotations.NullMarked;
