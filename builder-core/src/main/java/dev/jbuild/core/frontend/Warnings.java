package dev.jbuild.core.frontend;

import dev.jbuild.core.context.IgnoreRules;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.plan.SecretNames;
import dev.jbuild.grammar.Command;
import dev.jbuild.grammar.check.Checks;
import dev.jbuild.grammar.check.Rule;
import dev.jbuild.grammar.text.NearName;
import dev.jbuild.grammar.text.Span;
import java.util.Locale;

/** Says what of stages and variables is right and yet unwise. Used by one thread. */
final class Warnings {

    private static final int MOST_SUGGESTIONS = 100; // each is compared with all names

    private final Checks checks;
    private int suggestions;

    Warnings(Checks checks) {
        this.checks = checks;
    }

    void add(Rule rule, String message, Placed placed, Span span) {
        checks.add(rule, message, placed.at(span), placed.instruction().origin());
    }

    void undefinedVariable(String name, StageState stage, Placed placed, Span span) {
        if (!stage.declared.containsKey(name) && stage.knowledge == StageState.Knowledge.WHOLE) {
            String question = suggestions++ < MOST_SUGGESTIONS ? NearName.question(name, stage.env.keySet()) : "";
            add(Rule.UNDEFINED_VAR, "usage of undefined variable \"$" + name + "\"" + question, placed, span);
        }
    }

    /** Tells of a source that ignore rules leave out. */
    void ignoredSource(String path, Placed placed, Span span, IgnoreRules rules) {
        if (rules.surelyExclude(UnixPath.clean(path).substring(1))) {
            add(
                    Rule.COPY_IGNORED_FILE,
                    "source \"" + path + "\" is excluded from the build context by its ignore file",
                    placed,
                    span);
        }
    }

    void secret(String keyword, String name, Placed placed, Span span) {
        if (SecretNames.looksSecret(name)) {
            add(
                    Rule.SECRETS_USED_IN_ARG_OR_ENV,
                    "%s \"%s\" looks like a secret: its value stays in the image's history".formatted(keyword, name),
                    placed,
                    span);
        }
    }

    void relativeWorkdir(String path, StageState stage, Placed placed, Span span) {
        if (!stage.hasWorkdir && !path.startsWith("/")) {
            add(
                    Rule.WORKDIR_RELATIVE_PATH,
                    "relative workdir \"%s\" depends on the working directory of the base image".formatted(path),
                    placed,
                    span);
        }
    }

    void ports(String word, Ports.Exposed exposed, Placed placed, Span span) {
        String protocol = exposed.protocolAsWritten();
        if (!protocol.equals(protocol.toLowerCase(Locale.ROOT))) {
            add(
                    Rule.EXPOSE_PROTO_CASING,
                    "protocol \"%s\" of EXPOSE %s should be lower case".formatted(protocol, word),
                    placed,
                    span);
        }
        if (exposed.namesHost()) {
            add(
                    Rule.EXPOSE_INVALID_FORMAT,
                    "EXPOSE %s names an address or port of the host, which has no effect".formatted(word),
                    placed,
                    span);
        }
    }

    void commandForm(String keyword, Command command, StageState stage, Placed placed) {
        if (command instanceof Command.Shell && stage.config.shell.isEmpty()) {
            add(
                    Rule.JSON_ARGS_RECOMMENDED,
                    "JSON arguments are recommended for %s, so that signals reach the program".formatted(keyword),
                    placed,
                    placed.line());
        }
    }

    /** Tells of an instruction that a later one of its kind takes the effect of. */
    void repeated(String keyword, StageState stage, Placed placed) {
        Placed lost = stage.onlyLast.put(keyword, placed);
        if (lost != null) {
            add(
                    Rule.MULTIPLE_INSTRUCTIONS_DISALLOWED,
                    "only the last %s of a stage has an effect, and this is not the last".formatted(keyword),
                    lost,
                    lost.line());
        }
    }

    void basePlatform(String image, Stage stage, Platform actual, Span span) {
        Platform expected = stage.platform();
        if (!expected.os().equals(actual.os()) || !expected.architecture().equals(actual.architecture())) {
            add(
                    Rule.INVALID_BASE_IMAGE_PLATFORM,
                    "base image %s is for %s, want %s".formatted(image, actual, expected),
                    Placed.inFile(stage.file().from()),
                    span);
        }
    }
}
