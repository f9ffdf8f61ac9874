package dev.jbuild.grammar.syntax;

import java.util.List;

/**
 * Flags, and the arguments behind them.
 *
 * @param flags quotes removed, escapes resolved
 * @param rest without blanks around
 */
record FlagTokens(List<Token> flags, Slice rest) {}
