package dev.jbuild.core.frontend;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.jbuild.core.context.IgnoreRules;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.SourceLocation;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.plan.Op;
import dev.jbuild.core.plan.PlanText;
import dev.jbuild.grammar.Dockerfile;
import dev.jbuild.grammar.DockerfileParser;
import dev.jbuild.grammar.text.Problem;
import dev.jbuild.grammar.text.ProblemText;
import dev.jbuild.grammar.text.SourceText;
import dev.jbuild.grammar.text.SyntaxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A Dockerfile and how it is asked for: the file {@code plan.args} beside it has an option a line, {@code build-arg A=1} or {@code target
 * build}. What comes of it is a text.
 */
final class PlanCase {

    private final Dockerfile dockerfile;
    private final List<String> options;
    private final List<Problem> warnings = new ArrayList<>();

    private PlanCase(Dockerfile dockerfile, List<String> options) {
        this.dockerfile = dockerfile;
        this.options = options;
    }

    static PlanCase of(Path directory) throws IOException {
        Path args = directory.resolve("plan.args");
        SourceText source = SourceText.decode("Dockerfile", Files.readAllBytes(directory.resolve("Dockerfile")));
        return new PlanCase(
                DockerfileParser.parseStages(source), Files.exists(args) ? Files.readAllLines(args) : List.of());
    }

    static PlanCase of(String dockerfile, String... options) {
        return new PlanCase(DockerfileParser.parseStages(SourceText.of("Dockerfile", dockerfile)), List.of(options));
    }

    /** The plan, or the whole error, as text. */
    String text() {
        try {
            return PlanText.of(Frontend.plan(request()));
        } catch (BuildException e) {
            return errorText(e);
        } catch (SyntaxException e) {
            return ProblemText.of(e);
        }
    }

    /** What a check says, a line each. */
    String checkText() {
        try {
            return Frontend.check(request()).stream().map(PlanCase::lineOf).collect(Collectors.joining());
        } catch (BuildException e) {
            return errorText(e);
        } catch (SyntaxException e) {
            return ProblemText.of(e);
        }
    }

    private static String lineOf(Problem warning) {
        return "%s %s: %s\n".formatted(warning.span(), warning.code(), warning.message());
    }

    /** The warnings of the plan, a line each. */
    String warningText() {
        return warnings.stream().map(PlanCase::lineOf).collect(Collectors.joining());
    }

    FrontendRequest request() {
        FrontendRequest.Builder builder = FrontendRequest.of(
                        dockerfile, SampleImages.images(), SampleImages.repositories())
                .buildPlatform(SampleImages.AMD64)
                .warnings(warnings::add);
        Map<String, String> buildArgs = new TreeMap<>();
        Map<String, String> labels = new TreeMap<>();
        Map<String, NamedContext> contexts = new HashMap<>();
        for (String option : options) {
            int blank = option.indexOf(' ');
            String name = blank < 0 ? option : option.substring(0, blank);
            String value = blank < 0 ? "" : option.substring(blank + 1);
            switch (name) {
                case "target" -> builder.target(value);
                case "platform" -> builder.platform(Platform.parse(value));
                case "build-arg" -> put(buildArgs, value);
                case "label" -> put(labels, value);
                case "no-cache" -> builder.noCache(NoCache.ALL);
                case "no-cache-filter" -> builder.noCache(new NoCache.Stages(Set.of(value.split(","))));
                case "network" -> builder.network(Op.Run.Network.valueOf(value));
                case "allow" -> builder.allowed(Set.of(value.split(",")));
                case "hostname" -> builder.surroundings(new Op.Run.Surroundings(value, List.of(), List.of()));
                case "add-host" ->
                    builder.surroundings(new Op.Run.Surroundings(
                            "", List.of(new Op.Run.ExtraHost(value.split("=")[0], value.split("=")[1])), List.of()));
                case "ignore" ->
                    builder.ignoreRules(IgnoreRules.parse(
                            ".dockerignore", value.replace(',', '\n').getBytes(UTF_8)));
                case "context-files" -> contexts.put(value, new NamedContext.Files(value));
                case "context-image" -> {
                    String[] both = value.split("=");
                    contexts.put(both[0], new NamedContext.Image(ImageReference.parse(both[1])));
                }
                default -> throw new IllegalArgumentException("unknown option in plan.args: " + option);
            }
        }
        return builder.buildArgs(buildArgs).labels(labels).contexts(contexts).build();
    }

    private static void put(Map<String, String> map, String pair) {
        int equals = pair.indexOf('=');
        map.put(pair.substring(0, equals), pair.substring(equals + 1));
    }

    private static String errorText(BuildException failure) {
        StringBuilder text = new StringBuilder();
        failure.location().ifPresent(place -> text.append(placeText(place)));
        text.append("error[").append(failure.code().id()).append("]: ").append(failure.getMessage());
        text.append('\n');
        if (!failure.hint().isEmpty()) {
            text.append("  try: ").append(failure.hint()).append('\n');
        }
        for (Throwable more : failure.getSuppressed()) {
            text.append(errorText((BuildException) more));
        }
        return text.toString();
    }

    private static String placeText(SourceLocation place) {
        StringBuilder text = new StringBuilder("%s:%d:%d%n".formatted(place.file(), place.line(), place.column()));
        for (int i = 0; i < place.excerpt().size(); i++) {
            int line = place.excerptLine() + i;
            boolean meant = line >= place.line() && line <= place.endLine();
            text.append("%4d | %s %s"
                            .formatted(
                                    line, meant ? ">>>" : "   ", place.excerpt().get(i))
                            .stripTrailing())
                    .append('\n');
        }
        return text.toString();
    }
}
