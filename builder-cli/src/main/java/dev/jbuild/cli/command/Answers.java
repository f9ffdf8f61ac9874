package dev.jbuild.cli.command;

import dev.jbuild.cli.Console;
import dev.jbuild.cli.ErrorPrinter;
import dev.jbuild.cli.progress.Humane;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.frontend.Frontend;
import dev.jbuild.core.frontend.FrontendRequest;
import dev.jbuild.core.frontend.Outline;
import dev.jbuild.core.frontend.Target;
import dev.jbuild.grammar.DockerfileParser;
import dev.jbuild.grammar.text.Problem;
import dev.jbuild.grammar.text.SourceText;
import dev.jbuild.grammar.text.SyntaxException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Answers questions about a Dockerfile, on standard output; nothing is built. */
final class Answers {
    private static final int FOUND = 1;
    private static final String YES = "true";

    private final Questions questions;
    private final Call.Format format;
    private final PrintStream out;

    /** What is asked about. */
    interface Questions {

        /** The Dockerfile. */
        SourceText source();

        /** What a build would ask of the front end; warnings go to the sink. */
        FrontendRequest frontend(Consumer<Problem> warnings);
    }

    private Answers(Questions questions, Call.Format format, Console console) {
        this.questions = questions;
        this.format = format;
        this.out = console.out();
    }

    /** Prints the answer and returns the exit code. */
    static int print(Call call, Questions questions, Console console) {
        Answers answers = new Answers(questions, call.format(), console);
        return switch (call.method()) {
            case CHECK -> answers.check();
            case OUTLINE -> answers.outline();
            case TARGETS -> answers.targets();
            case BUILD -> throw new IllegalArgumentException("a build is no question");
        };
    }

    private int check() {
        List<Problem> found = new ArrayList<>();
        try {
            Frontend.check(questions.frontend(found::add));
        } catch (SyntaxException | BuildException e) {
            print(found, e);
            throw e;
        }
        print(found, null);
        return found.isEmpty() ? 0 : FOUND;
    }

    /** What was found, and what was wrong, if anything; as text, the latter is printed where all errors are. */
    private void print(List<Problem> found, @Nullable RuntimeException failure) {
        SourceText source = failure instanceof SyntaxException syntax ? syntax.source() : questions.source();
        if (format == Call.Format.JSON) {
            out.println(AnswerJson.check(source, found, failure));
            return;
        }
        new ErrorPrinter(out).printWarnings(source, found);
        if (failure == null) {
            out.println(found.isEmpty() ? "no warnings" : "\n" + Humane.count(found.size(), "warning"));
        }
    }

    private int outline() {
        Outline outline = Frontend.outline(questions.frontend(warning -> {}));
        if (format == Call.Format.JSON) {
            out.println(AnswerJson.outline(questions.source(), outline));
            return 0;
        }
        out.println("TARGET:        " + (outline.name().isEmpty() ? "default" : outline.name()));
        if (!outline.description().isEmpty()) {
            out.println("DESCRIPTION:   " + Humane.printable(outline.description()));
        }
        Table args = new Table("BUILD ARG", "VALUE", "DESCRIPTION");
        outline.args().forEach(arg -> args.add(shown(arg.name()), shown(arg.value()), shown(arg.description())));
        print(args, outline.args());
        Table secrets = new Table("SECRET", "REQUIRED");
        outline.secrets().forEach(secret -> secrets.add(shown(secret.id()), need(secret)));
        print(secrets, outline.secrets());
        Table agents = new Table("SSH", "REQUIRED");
        outline.agents().forEach(agent -> agents.add(shown(agent.id()), need(agent)));
        print(agents, outline.agents());
        Table caches = new Table("CACHE MOUNT");
        outline.cacheMounts().forEach(id -> caches.add(shown(id)));
        print(caches, outline.cacheMounts());
        return 0;
    }

    private void print(Table table, List<?> rows) {
        if (!rows.isEmpty()) {
            out.println();
            table.print(out);
        }
    }

    private int targets() {
        List<Target> targets = Frontend.targets(DockerfileParser.parseStages(questions.source()));
        if (format == Call.Format.JSON) {
            out.println(AnswerJson.targets(questions.source(), targets));
            return 0;
        }
        Table table = new Table("TARGET", "BASE", "DESCRIPTION");
        for (int i = 0; i < targets.size(); i++) {
            Target target = targets.get(i);
            String name = target.name().isEmpty() ? Integer.toString(i) : target.name();
            table.add(
                    target.choice() == Target.Choice.DEFAULT ? name + " (default)" : name,
                    shown(target.base()),
                    shown(target.description()));
        }
        table.print(out);
        return 0;
    }

    private static String need(Outline.Credential credential) {
        return credential.need() == Outline.Need.REQUIRED ? YES : "";
    }

    private static String shown(String text) {
        return Humane.printable(text);
    }
}
