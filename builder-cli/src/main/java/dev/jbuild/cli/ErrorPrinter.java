package dev.jbuild.cli;

import dev.jbuild.cli.progress.Humane;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.error.SourceLocation;
import dev.jbuild.grammar.check.Rule;
import dev.jbuild.grammar.text.Problem;
import dev.jbuild.grammar.text.ProblemText;
import dev.jbuild.grammar.text.SourceText;
import dev.jbuild.grammar.text.SyntaxException;
import java.io.PrintStream;
import java.util.List;

/** Says what went wrong: the only place that prints errors. */
public final class ErrorPrinter {
    private static final int BUG_EXIT_CODE = 70;

    private final PrintStream err;

    public ErrorPrinter(PrintStream err) {
        this.err = err;
    }

    /** Prints a failure and returns the exit code. */
    public int print(BuildException failure) {
        failure.location().ifPresent(this::print);
        err.println("error[" + failure.code().id() + "]: " + Humane.printable(failure.getMessage()));
        for (String line : failure.details()) {
            err.println("  " + Humane.printable(line));
        }
        if (!failure.hint().isEmpty()) {
            err.println("  try: " + Humane.printable(failure.hint()));
        }
        for (Throwable more : failure.getSuppressed()) {
            if (more instanceof BuildException alsoWrong) {
                err.println();
                print(alsoWrong);
            }
        }
        return failure.code().exitCode();
    }

    /** Prints what is right and yet unwise in a Dockerfile: of each the lines, the rule and the page that explains it. */
    public void printWarnings(SourceText source, List<Problem> warnings) {
        String gap = "";
        for (Problem warning : warnings) {
            err.print(gap);
            gap = "\n";
            err.print(ProblemText.of(source, warning));
            Rule.of(warning.code()).ifPresent(rule -> err.println("  see: " + RulePages.file(rule)));
        }
    }

    /** Prints all problems of a Dockerfile and returns the exit code. */
    public int print(SyntaxException failure) {
        err.print(ProblemText.of(failure));
        return ErrorCode.DOCKERFILE_INVALID.exitCode();
    }

    /** Prints a bug of the program and returns the exit code. */
    public int printBug(Throwable bug) {
        err.println("error[bug]: this is a bug of jbuild, please report it with what follows");
        bug.printStackTrace(err);
        return BUG_EXIT_CODE;
    }

    private void print(SourceLocation place) {
        String column = place.column() > 0 ? ":" + place.column() : "";
        err.println(Humane.printable(place.file()) + ":" + place.line() + column);
        int width = String.valueOf(place.excerptLine() + place.excerpt().size()).length() + 2;
        for (int i = 0; i < place.excerpt().size(); i++) {
            int number = place.excerptLine() + i;
            boolean meant = number >= place.line() && number <= place.endLine();
            String line = Humane.printable(place.excerpt().get(i));
            err.println(("%" + width + "d | %s %s")
                    .formatted(number, meant ? ">>>" : "   ", line)
                    .stripTrailing());
        }
    }
}
