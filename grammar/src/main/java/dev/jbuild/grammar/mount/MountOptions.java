package dev.jbuild.grammar.mount;

import dev.jbuild.grammar.text.Span;
import java.util.List;

/**
 * One {@code --mount} as the file says it.
 *
 * @param source the value of the flag
 */
public record MountOptions(String source, List<MountOption> options, Span span) {

    public MountOptions {
        options = List.copyOf(options);
    }
}
