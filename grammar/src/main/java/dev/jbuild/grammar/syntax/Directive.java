package dev.jbuild.grammar.syntax;

import dev.jbuild.grammar.text.Span;

/**
 * A comment at the very top that speaks to the parser, as {@code # escape=`}.
 *
 * @param name lower case: {@code syntax}, {@code escape} or {@code check}
 */
public record Directive(String name, String value, Span span) {}
