package dev.jbuild.core.frontend;

import dev.jbuild.core.context.PathPattern;
import dev.jbuild.grammar.text.Span;
import java.nio.charset.StandardCharsets;

/** What Linux takes for a path: said where the path is written, and before a step has run. */
final class PathLimits {

    private static final int MAX_NAME_BYTES = 255; // NAME_MAX
    private static final int MAX_PATH_BYTES = 4095; // PATH_MAX, which counts the NUL behind it

    private PathLimits() {}

    /** @throws InstructionException if a name in the path, or all of it, is too long */
    static String checked(String path, Span place) {
        refuseLonger(path, MAX_PATH_BYTES, "path", place);
        for (String name : path.split("/")) {
            refuseLonger(name, MAX_NAME_BYTES, "file name", place);
        }
        return path;
    }

    /** As {@link #checked}, of a path that may be a pattern: what its wildcards stand for is not known. */
    static void checkSource(String path, Span place) {
        for (String name : UnixPath.clean(path).split("/")) {
            if (!PathPattern.hasWildcard(name)) {
                refuseLonger(PathPattern.unescaped(name), MAX_NAME_BYTES, "file name", place);
            }
        }
        if (!PathPattern.hasWildcard(path)) {
            refuseLonger(PathPattern.unescaped(UnixPath.clean(path)), MAX_PATH_BYTES, "path", place);
        }
    }

    private static void refuseLonger(String text, int mostBytes, String what, Span place) {
        if (text.length() * 3L > mostBytes) { // a char is three bytes at most
            int bytes = text.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > mostBytes) {
                throw InstructionException.invalid(
                        "a %s is too long: got %d bytes, want at most %d".formatted(what, bytes, mostBytes), place);
            }
        }
    }
}
