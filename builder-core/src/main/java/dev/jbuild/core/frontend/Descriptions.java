package dev.jbuild.core.frontend;

import java.util.List;

/** Reads the comments above ARG and FROM. */
final class Descriptions {

    private Descriptions() {}

    /** What the comment that begins with the name says; else empty. */
    static String of(String name, List<String> comments) {
        return name.isEmpty()
                ? ""
                : comments.stream()
                        .filter(comment -> comment.startsWith(name + " "))
                        .map(comment -> comment.substring(name.length()).strip())
                        .findFirst()
                        .orElse("");
    }
}
