/**
 * Words: text in which variables stand. {@link dev.jbuild.grammar.word.Word#parse} reads quotes, escapes and substitutions once; {@link
 * dev.jbuild.grammar.word.Word#expand} puts values in, as often as wanted. Uses the generated parsers and the JDK.
 */
@NullMarked
package dev.jbuild.grammar.word;

import org.jspecify.annotations.NullMarked;
