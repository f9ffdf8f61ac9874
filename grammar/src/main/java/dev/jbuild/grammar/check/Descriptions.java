package dev.jbuild.grammar.check;

import dev.jbuild.grammar.Instruction;
import dev.jbuild.grammar.syntax.Origin;
import java.util.ArrayList;
import java.util.List;

/** The comments above ARG and FROM that describe a variable or a stage: {@code # name description}. */
public final class Descriptions {

    private Descriptions() {}

    /** What the first comment that begins with the name says of it; else empty. */
    public static String of(String name, List<String> comments) {
        return name.isEmpty()
                ? ""
                : comments.stream()
                        .filter(comment -> comment.startsWith(name + " "))
                        .map(comment -> comment.substring(name.length()).strip())
                        .findFirst()
                        .orElse("");
    }

    static void check(Instruction.From from, Checks checks) {
        check("a stage", from.name().isEmpty() ? List.of() : List.of(from.name()), from.origin(), checks);
    }

    static void check(Instruction.Arg arg, Checks checks) {
        List<String> names = new ArrayList<>();
        arg.declarations().forEach(declaration -> names.add(declaration.name()));
        check("ARG", names, arg.origin(), checks);
    }

    private static void check(String what, List<String> names, Origin origin, Checks checks) {
        List<String> comments = new ArrayList<>(origin.comments());
        comments.removeIf(Checks::isScope);
        if (names.isEmpty() || comments.isEmpty()) {
            return;
        }
        String last = comments.get(comments.size() - 1);
        if (!names.contains(last.split(" ", 2)[0])) {
            String example = names.size() == 1 ? names.get(0) : "<name>";
            checks.add(
                    Rule.INVALID_DEFINITION_DESCRIPTION,
                    "a comment above %s describes it, want \"# %s <description>\", or an empty line below the comment"
                            .formatted(what, example),
                    origin.span(),
                    origin);
        }
    }
}
