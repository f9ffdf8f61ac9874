package dev.jbuild.core.context;

import java.util.ArrayDeque;
import java.util.Deque;

/** The shortest path with the same meaning, by Go's {@code path.Clean}, which ignore files and COPY are defined by. */
public final class CleanPath {
    private CleanPath() {}

    /**
     * Drops doubled slashes, {@code .} and every {@code name/..} pair; {@code ..} right below a leading slash is dropped too.
     * The result has no trailing slash unless it is {@code /}; the empty path is {@code .}.
     */
    public static String of(String path) {
        boolean rooted = path.startsWith("/");
        Deque<String> kept = new ArrayDeque<>();
        for (String part : path.split("/")) {
            if (part.isEmpty() || part.equals(".")) {
                continue;
            }
            if (!part.equals("..")) {
                kept.addLast(part);
            } else if (!kept.isEmpty() && !kept.peekLast().equals("..")) {
                kept.removeLast();
            } else if (!rooted) {
                kept.addLast(part);
            }
        }
        String joined = String.join("/", kept);
        if (rooted) {
            return "/" + joined;
        }
        return joined.isEmpty() ? "." : joined;
    }
}
