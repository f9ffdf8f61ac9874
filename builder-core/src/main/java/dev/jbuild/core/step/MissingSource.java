package dev.jbuild.core.step;

import dev.jbuild.core.context.IgnoreRule;
import dev.jbuild.core.context.SourceTree;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/** Says why a source is not there: left out by a rule, a link to nothing, or a name that is nearly another. */
record MissingSource(SourceTree tree, SourcePattern pattern) {
    private static final int NEAR = 2; // edits between two names

    BuildException error(TreePath path, TreePath from) throws IOException {
        String missing = "source \"" + pattern.text() + "\" is not there";
        Optional<IgnoreRule> rule = tree.leftOutBy(from);
        if (rule.isPresent()) {
            return BuildException.of(ErrorCode.SOURCE_NOT_FOUND, missing + ": it is left out by " + rule.get())
                    .withHint("take it back with a line \"!" + from + "\" at the end of that file");
        }
        if (!from.equals(path)) {
            return BuildException.of(
                    ErrorCode.SOURCE_NOT_FOUND,
                    missing + ": \"" + path + "\" is a link to \"" + from + "\", which is nothing");
        }
        String near =
                near(from).map(other -> " (did you mean \"" + other + "\"?)").orElse("");
        return BuildException.of(ErrorCode.SOURCE_NOT_FOUND, missing + near);
    }

    /** A path that is there and differs in its first wrong name by little. */
    private Optional<TreePath> near(TreePath path) throws IOException {
        TreePath parent = TreePath.ROOT;
        for (TreePath name : path.components()) {
            if (tree.stat(parent.resolve(name)).isEmpty()) {
                return nearName(parent, name);
            }
            parent = parent.resolve(name);
        }
        return Optional.empty();
    }

    private Optional<TreePath> nearName(TreePath directory, TreePath wanted) throws IOException {
        String name = wanted.toString();
        TreePath best = null;
        int fewest = Math.min(NEAR, name.length() / 2) + 1;
        for (TreePath other : tree.list(directory)) {
            int edits = name.toLowerCase(Locale.ROOT).equals(other.toString().toLowerCase(Locale.ROOT))
                    ? 0
                    : edits(name, other.toString(), fewest);
            if (edits < fewest) {
                fewest = edits;
                best = other;
            }
        }
        return best == null ? Optional.empty() : Optional.of(directory.resolve(best));
    }

    /** The edit distance, or something not below the limit. */
    private static int edits(String a, String b, int limit) {
        if (Math.abs(a.length() - b.length()) >= limit) {
            return limit;
        }
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
