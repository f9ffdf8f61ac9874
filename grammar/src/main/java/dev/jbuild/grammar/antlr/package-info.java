/**
 * What ANTLR generates from the grammars, and the classes that it extends. Nobody outside of this module sees them: the packages beside turn
 * their trees into values.
 */
package dev.jbuild.grammar.antlr;
