package dev.jbuild.grammar.check;

import dev.jbuild.grammar.Dockerfile;
import dev.jbuild.grammar.Instruction;
import dev.jbuild.grammar.Pair;
import dev.jbuild.grammar.syntax.Origin;
import dev.jbuild.grammar.syntax.PairForm;
import dev.jbuild.grammar.text.Span;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The rules that need the file only. */
public final class SyntaxChecks {

    private static final Set<String> RESERVED = Set.of("scratch", "context");

    private final Checks checks;
    private final Set<String> stageNames = new HashSet<>();

    private SyntaxChecks(Checks checks) {
        this.checks = checks;
    }

    /** Looks at a whole file. */
    public static void run(Dockerfile dockerfile, Checks checks) {
        SyntaxChecks rules = new SyntaxChecks(checks);
        rules.keywords(dockerfile.instructions());
        for (Instruction instruction : dockerfile.instructions()) {
            rules.check(instruction);
        }
    }

    private void check(Instruction instruction) {
        Origin origin = instruction.origin();
        if (origin.blankLine() > 0) {
            Span line = Span.at(origin.blankLine(), 1);
            checks.add(Rule.NO_EMPTY_CONTINUATION, "empty line inside of a continued instruction", line, origin);
        }
        if (instruction instanceof Instruction.From from) {
            stageName(from);
            asKeyword(from);
            Descriptions.check(from, checks);
        } else if (instruction instanceof Instruction.Arg arg) {
            Descriptions.check(arg, checks);
        } else if (instruction instanceof Instruction.Env env) {
            pairs("ENV", env.form(), env.pairs(), origin);
        } else if (instruction instanceof Instruction.Label label) {
            pairs("LABEL", label.form(), label.pairs(), origin);
        } else if (instruction instanceof Instruction.Maintainer) {
            add(Rule.MAINTAINER_DEPRECATED, "MAINTAINER is deprecated: set a label instead", origin);
        }
    }

    private void stageName(Instruction.From from) {
        if (from.name().isEmpty()) {
            return;
        }
        if (!from.nameAsWritten().equals(from.name())) {
            add(
                    Rule.STAGE_NAME_CASING,
                    "stage name \"%s\" should be lower case".formatted(from.nameAsWritten()),
                    from.origin());
        }
        if (RESERVED.contains(from.name())) {
            add(Rule.RESERVED_STAGE_NAME, "stage name \"%s\" is reserved".formatted(from.name()), from.origin());
        }
        if (!stageNames.add(from.name())) {
            add(
                    Rule.DUPLICATE_STAGE_NAME,
                    "stage name \"%s\" is used more than once".formatted(from.name()),
                    from.origin());
        }
    }

    private void asKeyword(Instruction.From from) {
        String keyword = from.origin().keyword();
        if (from.as().isEmpty() || !hasOneCase(keyword)) {
            return;
        }
        String wanted = isLower(keyword) ? "as" : "AS";
        if (!from.as().equals(wanted)) {
            add(
                    Rule.FROM_AS_CASING,
                    "\"%s\" and \"%s\" differ in case, want \"%s\"".formatted(keyword, from.as(), wanted),
                    from.origin());
        }
    }

    private void pairs(String keyword, PairForm form, List<Pair> pairs, Origin origin) {
        if (form == PairForm.LEGACY) {
            String name = pairs.get(0).name().source();
            add(
                    Rule.LEGACY_KEY_VALUE_FORMAT,
                    "the form \"%s %s value\" is deprecated, want \"%s %s=value\""
                            .formatted(keyword, name, keyword, name),
                    origin);
        }
    }

    /** All keywords should have the case that most have; upper case if as many have the other. */
    private void keywords(List<Instruction> instructions) {
        List<Origin> origins = new ArrayList<>();
        int lower = 0;
        int upper = 0;
        for (Instruction instruction : instructions) {
            if (!origins.isEmpty() || instruction instanceof Instruction.From) {
                Origin origin = instruction.origin();
                origins.add(origin);
                lower += isLower(origin.keyword()) ? 1 : 0;
                upper += isUpper(origin.keyword()) ? 1 : 0;
            }
        }
        boolean wantsLower = lower > upper;
        for (Origin origin : origins) {
            if (wantsLower ? !isLower(origin.keyword()) : !isUpper(origin.keyword())) {
                add(
                        Rule.CONSISTENT_INSTRUCTION_CASING,
                        "keyword \"%s\" should be %s case, as most are"
                                .formatted(origin.keyword(), wantsLower ? "lower" : "upper"),
                        origin);
            }
        }
    }

    private static boolean isLower(String keyword) {
        return keyword.equals(keyword.toLowerCase(Locale.ROOT));
    }

    private static boolean isUpper(String keyword) {
        return keyword.equals(keyword.toUpperCase(Locale.ROOT));
    }

    private static boolean hasOneCase(String keyword) {
        return isLower(keyword) || isUpper(keyword);
    }

    private void add(Rule rule, String message, Origin origin) {
        checks.add(rule, message, origin.span(), origin);
    }
}
