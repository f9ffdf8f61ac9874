package dev.jbuild.core.file;

import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Follows links inside a root as a process with that root as its {@code /} would: absolute targets start at the root, {@code ..}
 * stops there, at most 40 links. Missing components are kept as they are. Used by one thread, for one path.
 */
public final class LinkResolver {
    private static final int MAX_LINKS = 40; // as Linux

    private final LinkReader reader;
    private final Deque<String> left = new ArrayDeque<>(); // components to be walked, each byte a char
    private TreePath done = TreePath.ROOT;
    private int links;

    private LinkResolver(LinkReader reader) {
        this.reader = reader;
    }

    /** The path that is meant; the last component is followed too. Too many links are a FileSystemLoopException. */
    public static TreePath resolve(TreePath path, LinkReader reader) throws IOException {
        LinkResolver resolver = new LinkResolver(reader);
        resolver.push(path.toBytes());
        while (!resolver.left.isEmpty()) {
            resolver.step(resolver.left.pop(), path);
        }
        return resolver.done;
    }

    private void step(String name, TreePath whole) throws IOException {
        if (name.isEmpty() || name.equals(".")) {
            return;
        }
        if (name.equals("..")) {
            done = done.isRoot() ? done : done.parent();
            return;
        }
        TreePath here = child(name, whole);
        Optional<byte[]> target = reader.target(here);
        if (target.isEmpty()) {
            done = here;
            return;
        }
        if (++links > MAX_LINKS) {
            throw new FileSystemLoopException(whole.toString());
        }
        if (target.get().length > 0 && target.get()[0] == '/') {
            done = TreePath.ROOT;
        }
        push(target.get());
    }

    private TreePath child(String name, TreePath whole) throws UnsafePathException {
        try {
            return done.resolve(TreePath.of(name.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)));
        } catch (IllegalArgumentException e) {
            throw new UnsafePathException("\"" + whole + "\" leads to " + e.getMessage());
        }
    }

    private void push(byte[] path) {
        String[] names = new String(path, java.nio.charset.StandardCharsets.ISO_8859_1).split("/");
        for (int i = names.length - 1; i >= 0; i--) {
            left.push(names[i]);
        }
    }

    /** Tells links from what is none. */
    @FunctionalInterface
    public interface LinkReader {

        /** The target when the path is a link; empty when it is something else or nothing. */
        Optional<byte[]> target(TreePath path) throws IOException;
    }
}
