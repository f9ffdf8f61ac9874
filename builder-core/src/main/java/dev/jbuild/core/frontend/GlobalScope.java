package dev.jbuild.core.frontend;

import dev.jbuild.core.oci.Platform;
import dev.jbuild.grammar.Declaration;
import dev.jbuild.grammar.Instruction;
import dev.jbuild.grammar.text.FragmentException;
import dev.jbuild.grammar.word.Lookup;
import dev.jbuild.grammar.word.Word;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The variables before the first FROM: those that every build has, and the ARGs there. FROM sees them; a stage sees one only after an ARG of
 * that name.
 */
final class GlobalScope implements Lookup {

    private static final String DEFAULT_TARGET = "default";

    private final Map<String, String> values = new LinkedHashMap<>();
    private final Set<String> declared = new LinkedHashSet<>();
    private final StageBudget budget = new StageBudget();

    private GlobalScope() {}

    /** The scope of a build, its ARGs set as the user says. */
    static GlobalScope of(FrontendRequest request, Findings findings, Outliner outliner) {
        return of(request, request.buildArgs(), findings, outliner);
    }

    /** The same as if the user set nothing. */
    static GlobalScope ofDefaults(FrontendRequest request) {
        Findings ignored =
                new Findings(request.dockerfile().source()); // what is wrong, is wrong in the scope of the build, too
        return of(request, Map.of(), ignored, new Outliner());
    }

    private static GlobalScope of(
            FrontendRequest request, Map<String, String> buildArgs, Findings findings, Outliner outliner) {
        GlobalScope scope = new GlobalScope();
        scope.putPlatform("BUILD", request.buildPlatform());
        scope.putPlatform("TARGET", request.platform());
        scope.values.put("TARGETSTAGE", targetStage(request));
        scope.values.replaceAll((name, value) -> request.buildArgs().getOrDefault(name, value));
        for (Instruction.Arg arg : FileStage.globals(request.dockerfile())) {
            for (Declaration declaration : arg.declarations()) {
                if (scope.budget.isSpent()) {
                    return scope;
                }
                String name = scope.declare(declaration, buildArgs, findings);
                outliner.global(name, scope.values.getOrDefault(name, ""), arg, declaration);
            }
        }
        return scope;
    }

    /** The target as the user writes it, else the name of the last stage, if it has one. */
    private static String targetStage(FrontendRequest request) {
        if (!request.target().isEmpty()) {
            return request.target();
        }
        String name = FileStage.lastName(request.dockerfile());
        return name.isEmpty() ? DEFAULT_TARGET : name;
    }

    private void putPlatform(String prefix, Platform platform) {
        values.put(prefix + "PLATFORM", platform.toString());
        values.put(prefix + "OS", platform.os());
        values.put(prefix + "OSVERSION", platform.osVersion());
        values.put(prefix + "ARCH", platform.architecture());
        values.put(prefix + "VARIANT", platform.variant());
    }

    private String declare(Declaration declaration, Map<String, String> buildArgs, Findings findings) {
        String name = declaration.name();
        Optional<String> given = Optional.ofNullable(buildArgs.get(name));
        Optional<String> value = given.isPresent()
                ? given
                : declaration.value().map(word -> findings.attempt(() -> expand(word, declaration), ""));
        declared.add(name);
        value.ifPresent(text -> values.put(name, text));
        return name;
    }

    private String expand(Word word, Declaration declaration) {
        try {
            String text = word.expand(this).text();
            budget.takeText(text.length(), declaration.span());
            return text;
        } catch (FragmentException e) {
            throw InstructionException.invalid(e.message(), declaration.span());
        }
    }

    @Override
    public Optional<String> value(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** Whether an ARG names it, with a value or without. */
    boolean isDeclared(String name) {
        return declared.contains(name);
    }

    /** All names that are declared or have a value. */
    Set<String> names() {
        Set<String> names = new LinkedHashSet<>(values.keySet());
        names.addAll(declared);
        return names;
    }
}
