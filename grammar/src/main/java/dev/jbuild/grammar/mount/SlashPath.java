package dev.jbuild.grammar.mount;

import java.util.ArrayDeque;
import java.util.Deque;

/** Paths as text, as names of caches and secrets are made of them. */
final class SlashPath {

    private SlashPath() {}

    /** The shortest path that means the same without looking at any link; {@code .} for the empty one. */
    static String clean(String path) {
        boolean absolute = path.startsWith("/");
        Deque<String> names = new ArrayDeque<>();
        for (String name : path.split("/")) {
            if (name.equals("..") && !names.isEmpty() && !names.getLast().equals("..")) {
                names.removeLast();
            } else if (!name.isEmpty() && !name.equals(".") && !(name.equals("..") && absolute)) {
                names.addLast(name);
            }
        }
        String joined = String.join("/", names);
        return absolute ? "/" + joined : joined.isEmpty() ? "." : joined;
    }

    /** The last name; {@code /} if there is none but slashes. */
    static String base(String path) {
        int end = path.length();
        while (end > 1 && path.charAt(end - 1) == '/') {
            end--;
        }
        String trimmed = path.substring(0, end);
        return trimmed.equals("/") ? trimmed : trimmed.substring(trimmed.lastIndexOf('/') + 1);
    }
}
