package dev.jbuild.core.frontend;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.grammar.text.NearName;
import dev.jbuild.grammar.text.Span;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What names of stages, contexts and images stand for. Case does not count, save in a FROM; of stages of one name, the last counts. */
final class StageNames {

    static final String SCRATCH = "scratch";
    private static final String MAIN_CONTEXT = "context";
    private static final String PLATFORM_MARK = "::";
    private static final String LATEST = ":latest";

    private final List<FileStage> stages;
    private final Map<String, Integer> indexes = new HashMap<>();
    private final Map<String, NamedContext> contexts = new HashMap<>();

    StageNames(List<FileStage> stages, Map<String, NamedContext> contexts) {
        this.stages = stages;
        for (FileStage stage : stages) {
            if (!stage.from().name().isEmpty()) {
                indexes.put(stage.from().name(), stage.index());
            }
        }
        contexts.forEach((name, context) -> this.contexts.put(contextKey(name), context));
    }

    /** What COPY --from, or the {@code from} of a mount, names: a stage by name or number, else a context, else an image. */
    TreeSource find(String from, Platform platform, Span span) {
        OptionalInt stage = stage(from);
        if (stage.isPresent()) {
            return new TreeSource.OfStage(stage.getAsInt());
        }
        if (isNumber(from)) {
            throw new InstructionException(
                    ErrorCode.STAGE_UNKNOWN,
                    "there is no stage %s: got %s, want 0 to %d".formatted(from, from, stages.size() - 1),
                    span,
                    "name the stage with AS and copy from that name");
        }
        return imageOrContext(from, platform);
    }

    /** What FROM names, once it is known to be no earlier stage. */
    TreeSource imageOrContext(String name, Platform platform) {
        return name.equals(SCRATCH)
                ? new TreeSource.Empty()
                : context(name, platform).orElseGet(() -> new TreeSource.OfImage(name));
    }

    /** The context that a name stands for, if the user gave one. */
    Optional<TreeSource> context(String name, Platform platform) {
        String key = familiar(name);
        if (key.equals(SCRATCH) || key.equals(MAIN_CONTEXT)) {
            return Optional.empty();
        }
        NamedContext context = contexts.getOrDefault(key + PLATFORM_MARK + platform, contexts.get(key));
        return Optional.ofNullable(context).map(StageNames::source);
    }

    /**
     * The stage to build.
     *
     * @throws BuildException if there is none of this name or number
     */
    int target(String name) {
        return name.isEmpty()
                ? stages.size() - 1
                : stage(name)
                        .orElseThrow(() -> BuildException.of(
                                        ErrorCode.STAGE_UNKNOWN,
                                        "unknown target \"" + name + "\"" + NearName.question(name, indexes.keySet()))
                                .withHint(
                                        indexes.isEmpty()
                                                ? "name a stage with FROM … AS " + name.toLowerCase(Locale.ROOT)
                                                : "use one of "
                                                        + String.join(
                                                                ", ",
                                                                indexes.keySet().stream()
                                                                        .sorted()
                                                                        .toList())));
    }

    /** The stage that somebody may have meant who names an image that is not to be had, as {@link NearName#question}; else empty. */
    String stageMeant(String image) {
        String name = image.toLowerCase(Locale.ROOT);
        return indexes.containsKey(name)
                ? " (the stage \"" + name + "\" stands below)"
                : NearName.of(name, indexes.keySet())
                        .map(near -> " (did you mean the stage \"" + near + "\"?)")
                        .orElse("");
    }

    /** How many stages there are. */
    int count() {
        return stages.size();
    }

    /** The names of all stages. */
    Iterable<String> all() {
        return indexes.keySet();
    }

    private OptionalInt stage(String name) {
        Integer index = indexes.get(name.toLowerCase(Locale.ROOT));
        if (index != null) {
            return OptionalInt.of(index);
        }
        if (isNumber(name) && name.length() <= 9 && Integer.parseInt(name) < stages.size()) {
            return OptionalInt.of(Integer.parseInt(name));
        }
        return OptionalInt.empty();
    }

    private static TreeSource source(NamedContext context) {
        return context.match(new NamedContext.Cases<TreeSource>() {
            @Override
            public TreeSource files(NamedContext.Files files) {
                return new TreeSource.OfContext(files.name());
            }

            @Override
            public TreeSource image(NamedContext.Image image) {
                return new TreeSource.OfImage(image.reference().toString());
            }
        });
    }

    /** The key of a context as the user names it, {@code name[::platform]}. */
    private static String contextKey(String name) {
        int mark = name.indexOf(PLATFORM_MARK);
        if (mark < 0) {
            return familiar(name);
        }
        try {
            Platform platform = Platform.parse(name.substring(mark + PLATFORM_MARK.length()));
            return familiar(name.substring(0, mark)) + PLATFORM_MARK + platform;
        } catch (IllegalArgumentException e) {
            throw BuildException.of(
                    ErrorCode.USAGE, "invalid name of a build context \"%s\": %s".formatted(name, e.getMessage()));
        }
    }

    /** Contexts are found by any way to write the name of an image: {@code alpine}, {@code docker.io/library/alpine:latest}. */
    private static String familiar(String name) {
        try {
            String familiar = ImageReference.parse(name).familiar();
            return familiar.endsWith(LATEST) ? familiar.substring(0, familiar.length() - LATEST.length()) : familiar;
        } catch (IllegalArgumentException e) {
            return name.toLowerCase(Locale.ROOT); // no image has this name, but a context may
        }
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
