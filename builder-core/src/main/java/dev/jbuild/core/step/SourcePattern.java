package dev.jbuild.core.step;

import dev.jbuild.core.context.CleanPath;
import dev.jbuild.core.context.PathPattern;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.plan.Op;
import dev.jbuild.core.tree.TreePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A source of COPY or ADD as it is looked for: a path without wildcards, and below it a pattern, if there is one.
 *
 * @param text as written
 * @param base what comes before the first wildcard; with --parents of what comes before {@code /./}, or the root
 * @param roots with --parents what must match below the base before {@code /./}; empty for the base itself
 * @param below what must match below the base or the roots; empty for the base itself
 * @param presence whether it is an error when nothing matches
 */
record SourcePattern(
        String text, TreePath base, Optional<PathPattern> roots, Optional<PathPattern> below, Presence presence) {
    private static final String PIVOT = "/./";

    /** Whether something must be there. */
    enum Presence {
        REQUIRED,
        OPTIONAL
    }

    /** Reads a source; a bad pattern is a BuildException DOCKERFILE_INVALID. */
    static SourcePattern parse(String text, Op.Copy.Parents parents) {
        try {
            return parents == Op.Copy.Parents.KEEP ? keepingParents(text) : plain(text);
        } catch (IllegalArgumentException e) {
            throw BuildException.of(ErrorCode.DOCKERFILE_INVALID, "source \"%s\": %s".formatted(text, e.getMessage()));
        }
    }

    /** True when the path leads out of what it is relative to. */
    static boolean leavesRoot(String text) {
        int start = 0;
        while (start < text.length() && text.charAt(start) == '/') {
            start++;
        }
        String clean = CleanPath.of(text.substring(start));
        return clean.equals("..") || clean.startsWith("../");
    }

    private static SourcePattern plain(String text) {
        String clean = CleanPath.of("/" + text);
        if (!PathPattern.hasWildcard(clean)) {
            return new SourcePattern(text, literal(clean), Optional.empty(), Optional.empty(), Presence.REQUIRED);
        }
        int slash = 0;
        while (!PathPattern.hasWildcard(clean.substring(slash + 1, end(clean, slash)))) {
            slash = end(clean, slash);
        }
        Optional<PathPattern> below = Optional.of(PathPattern.parse(clean.substring(slash + 1)));
        return new SourcePattern(text, literal(clean.substring(0, slash)), Optional.empty(), below, Presence.OPTIONAL);
    }

    /** The index of the next slash, or of the end. */
    private static int end(String path, int slash) {
        int next = path.indexOf('/', slash + 1);
        return next < 0 ? path.length() : next;
    }

    private static SourcePattern keepingParents(String text) {
        int pivot = ("/" + text).indexOf(PIVOT, 1) - 1;
        SourcePattern dropped = plain(pivot < 0 ? "" : text.substring(0, pivot));
        String kept = CleanPath.of("/" + (pivot < 0 ? text : text.substring(pivot + PIVOT.length())))
                .substring(1);
        boolean wild = dropped.below.isPresent() || PathPattern.hasWildcard(kept);
        Optional<PathPattern> below = Optional.of(PathPattern.parse(kept.isEmpty() ? "**" : kept));
        return new SourcePattern(
                text, dropped.base, dropped.below, below, wild ? Presence.OPTIONAL : Presence.REQUIRED);
    }

    /** A path in which a backslash makes the next character plain. */
    private static TreePath literal(String path) {
        return TreePath.of(PathPattern.unescaped(path));
    }

    /** The patterns of an op that select from this input, in order. */
    static List<Op.Copy.Source.Files> of(Op.Copy op, int input) {
        List<Op.Copy.Source.Files> selecting = new ArrayList<>();
        for (Op.Copy.Source source : op.sources()) {
            if (source instanceof Op.Copy.Source.Files files && files.input() == input) {
                selecting.add(files);
            }
        }
        return selecting;
    }
}
