package dev.jbuild.core.frontend;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.grammar.text.SourceText;
import dev.jbuild.grammar.text.SyntaxException;

/** Any bytes that are a Dockerfile have a plan, the same each time, or are refused; so are questions about it. */
public final class PlanFuzz {

    private PlanFuzz() {}

    /** What fuzzers call. */
    public static void fuzzerTestOneInput(byte[] input) {
        PlanCase plan;
        try {
            plan = PlanCase.of(SourceText.decode("Dockerfile", input).text(), "build-arg a=1", "target 0");
        } catch (SyntaxException e) {
            return;
        }
        String text = plan.text();
        if (!text.equals(plan.text())) {
            throw new AssertionError("a file has one plan");
        }
        plan.checkText();
        try {
            Frontend.outline(plan.request());
        } catch (BuildException | SyntaxException e) {
            if (text.startsWith("#0 ")) {
                throw e;
            }
        }
    }
}
