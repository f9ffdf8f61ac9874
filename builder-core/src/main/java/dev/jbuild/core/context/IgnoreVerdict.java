package dev.jbuild.core.context;

import dev.jbuild.core.tree.TreePath;
import java.util.Arrays;
import java.util.Optional;

/** What {@link IgnoreRules} say of one path, and which rule says it. Immutable. */
public final class IgnoreVerdict {
    private final IgnoreRules rules;
    private final TreePath path;
    private final boolean[] matched; // by the path or a directory above it; a rule that matched stays so below
    private final int decisive; // -1 when no rule matched

    private IgnoreVerdict(IgnoreRules rules, TreePath path, boolean[] matched, int decisive) {
        this.rules = rules;
        this.path = path;
        this.matched = matched;
        this.decisive = decisive;
    }

    static IgnoreVerdict top(IgnoreRules rules) {
        return new IgnoreVerdict(rules, TreePath.ROOT, new boolean[rules.rules().size()], -1);
    }

    /** The verdict on a path right below this one. */
    public IgnoreVerdict child(TreePath child) {
        if (matched.length == 0) {
            return this;
        }
        byte[] bytes = child.toBytes();
        boolean[] below = matched;
        int last = -1;
        for (int i = matched.length - 1; i >= 0; i--) {
            if (!below[i] && rules.rules().get(i).pattern().matches(bytes, bytes.length)) {
                below = below == matched ? Arrays.copyOf(matched, matched.length) : below;
                below[i] = true;
            }
            if (below[i] && last < 0) {
                last = i;
            }
        }
        return new IgnoreVerdict(rules, child, below, last);
    }

    public boolean excluded() {
        return decisive >= 0 && rules.rules().get(decisive).effect() == IgnoreRule.Effect.EXCLUDE;
    }

    /** The rule that decided; empty when none matched. */
    public Optional<IgnoreRule> rule() {
        return decisive < 0 ? Optional.empty() : Optional.of(rules.rules().get(decisive));
    }

    /** True when this is left out and so is everything below: a walk need not go in. */
    public boolean excludedWhole() {
        return excluded() && !rules.mayIncludeBelow(path);
    }
}
