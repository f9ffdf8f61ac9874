package dev.jbuild.core.context;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.tree.TreePath;
import java.util.Arrays;

/**
 * The first line of an input is a path, the others an ignore file: it is read or refused, and what is below an excluded directory that no rule
 * brings back is excluded, too.
 */
public final class IgnoreFuzz {

    private IgnoreFuzz() {}

    /** What fuzzers call. */
    public static void fuzzerTestOneInput(byte[] input) {
        int end = 0;
        while (end < input.length && input[end] != '\n') {
            end++;
        }
        TreePath path;
        try {
            path = TreePath.of(Arrays.copyOf(input, end));
        } catch (IllegalArgumentException e) {
            return; // no path of a context
        }
        try {
            check(IgnoreRules.parse(".dockerignore", Arrays.copyOfRange(input, end, input.length)), path);
        } catch (BuildException e) {
            require(e.code() == ErrorCode.IGNORE_FILE_INVALID && e.location().isPresent());
        }
    }

    private static void check(IgnoreRules rules, TreePath path) {
        TreePath at = TreePath.ROOT;
        boolean gone = false;
        for (TreePath name : path.components()) {
            at = at.resolve(name);
            boolean excluded = rules.excludes(at);
            require(excluded || !gone);
            gone = excluded && !rules.mayIncludeBelow(at);
        }
    }

    private static void require(boolean law) {
        if (!law) {
            throw new AssertionError("the rules contradict each other");
        }
    }
}
