package dev.jbuild.grammar;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.jbuild.grammar.mount.MountOptions;
import dev.jbuild.grammar.mount.RunMount;
import dev.jbuild.grammar.text.FragmentException;
import dev.jbuild.grammar.text.Span;
import dev.jbuild.grammar.word.Escape;
import dev.jbuild.grammar.word.Lookup;

/** Any text after {@code --mount=} is a mount, the same each time, or is refused. */
public final class MountFuzz {

    private MountFuzz() {}

    /** What fuzzers call. */
    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, UTF_8);
        try {
            MountOptions options = MountOptions.parse(text, Escape.BACKSLASH, Span.at(1, 1));
            RunMount mount = options.resolve(word -> word.expand(Lookup.NONE).text());
            MountOptions again = MountOptions.parse(text, Escape.BACKSLASH, Span.at(1, 1));
            RunMount same = again.resolve(word -> word.expand(Lookup.NONE).text());
            DockerfileFuzz.require(mount.equals(same), "a mount has one meaning");
        } catch (FragmentException e) {
            DockerfileFuzz.require(e.offset() >= 0 && !e.message().isEmpty(), "what is wrong is said");
        }
    }
}
