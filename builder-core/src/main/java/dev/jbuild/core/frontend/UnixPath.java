package dev.jbuild.core.frontend;

import java.util.ArrayDeque;
import java.util.Deque;

/** Paths inside an image as text: joined and cleaned by name alone, as Go's package path does. */
final class UnixPath {

    private UnixPath() {}

    /** An absolute, clean path: {@code path} itself if it is absolute, else below {@code directory}; never above the root. */
    static String resolve(String directory, String path) {
        return clean(path.startsWith("/") ? path : directory + "/" + path);
    }

    /** True if the path says that it is a directory: it ends in a slash or {@code /.}, or is {@code .} or empty. */
    static boolean namesDirectory(String path) {
        return path.isEmpty() || path.endsWith("/") || path.equals(".") || path.endsWith("/.");
    }

    /** The last component; empty for the root. */
    static String lastName(String path) {
        String clean = clean(path);
        return clean.substring(clean.lastIndexOf('/') + 1);
    }

    /** The path from the root, without {@code .}, {@code ..}, double and trailing slashes. */
    static String clean(String path) {
        Deque<String> names = new ArrayDeque<>();
        int start = 0;
        while (start <= path.length()) {
            int slash = path.indexOf('/', start);
            int end = slash < 0 ? path.length() : slash;
            step(names, path.substring(start, end));
            start = end + 1;
        }
        return "/" + String.join("/", names);
    }

    private static void step(Deque<String> names, String name) {
        if (name.equals("..")) {
            names.pollLast();
        } else if (!name.isEmpty() && !name.equals(".")) {
            names.addLast(name);
        }
    }
}
