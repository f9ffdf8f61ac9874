package dev.jbuild.core.frontend;

import dev.jbuild.core.oci.Platform;
import dev.jbuild.grammar.Instruction;
import dev.jbuild.grammar.text.FragmentException;
import dev.jbuild.grammar.text.Span;
import dev.jbuild.grammar.word.Expansion;
import dev.jbuild.grammar.word.Word;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the FROMs of a file: each names an earlier stage, a context, an image, or nothing. */
final class Stages {

    private final FrontendRequest request;
    private final GlobalScope globals;
    private final StageNames names;
    private final FromChecks checks;
    private final Map<String, Integer> earlier = new HashMap<>();

    private Stages(FrontendRequest request, GlobalScope globals, StageNames names, FromChecks checks) {
        this.request = request;
        this.globals = globals;
        this.names = names;
        this.checks = checks;
    }

    /** All stages in order; what is wrong with one goes to {@code planning}. */
    static List<Stage> read(List<FileStage> files, Planning planning) {
        FrontendRequest request = planning.request;
        FromChecks checks = new FromChecks(request, planning.globals, planning.warnings);
        Stages reader = new Stages(request, planning.globals, planning.names, checks);
        List<Stage> stages = new ArrayList<>();
        for (FileStage file : files) {
            stages.add(planning.findings.attempt(
                    () -> reader.read(file),
                    new Stage(file, new TreeSource.Empty(), request.platform(), Stage.Content.BASELESS)));
            if (!file.from().name().isEmpty()) {
                reader.earlier.put(file.from().name(), file.index());
            }
        }
        return List.copyOf(stages);
    }

    private Stage read(FileStage file) {
        Instruction.From from = file.from();
        Platform platform = platform(from);
        Optional<TreeSource> replacement =
                from.name().isEmpty() ? Optional.empty() : names.context(from.name(), platform);
        if (replacement.isPresent()) {
            return new Stage(file, replacement.get(), platform, Stage.Content.CONTEXT);
        }
        Expansion image = expand(from.image().word(), from.image().span());
        checks.check(from, image);
        String name = image.text();
        if (name.isBlank()) {
            throw InstructionException.invalid(
                            "the image of FROM is empty: got \"%s\", want a name"
                                    .formatted(from.image().source()),
                            from.image().span())
                    .withHint("give the variable a value with ARG before the first FROM, or with --build-arg");
        }
        Integer stage = earlier.get(name);
        TreeSource base = stage != null ? new TreeSource.OfStage(stage) : names.imageOrContext(name, platform);
        return new Stage(file, base, platform, Stage.Content.INSTRUCTIONS);
    }

    private Platform platform(Instruction.From from) {
        if (from.platform().isEmpty()) {
            return request.platform();
        }
        Expansion platform = expand(from.platform(), from.span());
        checks.checkPlatform(from, platform);
        try {
            return Platform.parse(platform.text());
        } catch (IllegalArgumentException e) {
            throw InstructionException.invalid("invalid --platform of FROM: " + e.getMessage(), from.span());
        }
    }

    private Expansion expand(Word word, Span span) {
        try {
            return word.expand(globals);
        } catch (FragmentException e) {
            throw InstructionException.invalid(e.message(), span);
        }
    }
}
