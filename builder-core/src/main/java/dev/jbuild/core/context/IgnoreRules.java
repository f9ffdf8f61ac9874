package dev.jbuild.core.context;

import dev.jbuild.core.tree.TreePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What an ignore file or {@code --exclude} leaves out. A rule matches a path when its pattern matches the path or a directory
 * that it lies in; the last rule that matches decides; what none matches is in, and so is the root always. Immutable.
 */
public final class IgnoreRules {
    /** Nothing is left out. */
    public static final IgnoreRules NONE = new IgnoreRules(List.of());

    private static final Set<String> EVERYTHING = Set.of("*", "**", "**/*");

    private final List<IgnoreRule> rules;
    private final List<IgnoreRule> includes;

    IgnoreRules(List<IgnoreRule> rules) {
        this.rules = List.copyOf(rules);
        List<IgnoreRule> including = new ArrayList<>(rules);
        including.removeIf(rule -> rule.effect() != IgnoreRule.Effect.INCLUDE);
        this.includes = including;
    }

    /**
     * Reads an ignore file. Lines that start with {@code #} and blank ones are nothing.
     *
     * @param name as people know the file
     * @throws dev.jbuild.core.error.BuildException IGNORE_FILE_INVALID for a bad pattern, with its line
     */
    public static IgnoreRules parse(String name, byte[] text) {
        return new IgnoreFile(name, ByteText.of(text)).rules();
    }

    /**
     * The rules of {@code --exclude} flags, in order; relative to the directory that is copied.
     *
     * @throws dev.jbuild.core.error.BuildException DOCKERFILE_INVALID for a bad pattern
     */
    public static IgnoreRules excludes(List<String> patterns) {
        List<IgnoreRule> rules = new ArrayList<>();
        for (String pattern : patterns) {
            IgnoreFile.exclude(rules.size() + 1, pattern).ifPresent(rules::add);
        }
        return rules.isEmpty() ? NONE : new IgnoreRules(rules);
    }

    public List<IgnoreRule> rules() {
        return rules;
    }

    public boolean isEmpty() {
        return rules.isEmpty();
    }

    /** The verdict on the root, from which a walk goes down by {@link IgnoreVerdict#child}. */
    public IgnoreVerdict top() {
        return IgnoreVerdict.top(this);
    }

    /** The verdict on any path; costs as much as one on each directory on the way. */
    public IgnoreVerdict verdict(TreePath path) {
        IgnoreVerdict verdict = top();
        if (rules.isEmpty()) {
            return verdict;
        }
        TreePath at = TreePath.ROOT;
        for (TreePath name : path.components()) {
            at = at.resolve(name);
            verdict = verdict.child(at);
        }
        return verdict;
    }

    public boolean excludes(TreePath path) {
        return verdict(path).excluded();
    }

    /**
     * True when nothing of a source of COPY can be in the context. Where a rule brings paths back, nothing is sure.
     *
     * @param source relative and clean, possibly a pattern; empty for the root
     */
    public boolean surelyExclude(String source) {
        if (!includes.isEmpty() || !TreePath.isPath(source)) {
            return false;
        }
        return source.isEmpty()
                ? rules.stream().anyMatch(rule -> EVERYTHING.contains(rule.text()))
                : excludes(TreePath.of(source));
    }

    /** True when a path below this directory could be brought back by a {@code !} rule. */
    boolean mayIncludeBelow(TreePath directory) {
        for (IgnoreRule rule : includes) {
            if (rule.pattern().canMatchBelow(directory)) {
                return true;
            }
        }
        return false;
    }
}
