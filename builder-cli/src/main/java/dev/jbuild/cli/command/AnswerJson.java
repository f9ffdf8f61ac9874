package dev.jbuild.cli.command;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.jbuild.cli.RulePages;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.SourceLocation;
import dev.jbuild.core.frontend.Outline;
import dev.jbuild.core.frontend.Target;
import dev.jbuild.core.oci.OciJson;
import dev.jbuild.grammar.check.Rule;
import dev.jbuild.grammar.text.Problem;
import dev.jbuild.grammar.text.SourceText;
import dev.jbuild.grammar.text.Span;
import dev.jbuild.grammar.text.SyntaxException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers about a Dockerfile as JSON; docs/questions.md has the fields, which are those of BuildKit's subrequests. */
final class AnswerJson {

    private AnswerJson() {}

    /** Warnings, and what is wrong with the file, if it cannot be built. */
    static String check(SourceText source, List<Problem> warnings, @Nullable RuntimeException failure) {
        return text(json -> {
            json.writeArrayFieldStart("warnings");
            for (Problem warning : warnings) {
                write(json, warning);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("errors");
            for (Wrong wrong : wrong(failure)) {
                write(json, wrong);
            }
            json.writeEndArray();
            sources(json, source);
        });
    }

    private static void write(JsonGenerator json, Problem warning) throws IOException {
        Rule rule = Rule.of(warning.code()).orElseThrow();
        json.writeStartObject();
        json.writeStringField("ruleName", rule.id());
        json.writeStringField("description", rule.summary());
        json.writeStringField("url", RulePages.url(rule));
        json.writeStringField("detail", warning.message());
        location(json, warning.span());
        json.writeEndObject();
    }

    /** A thing that is wrong, and where; without a place it is about no line. */
    private record Wrong(
            String code,
            String message,
            String hint,
            @Nullable Span span) {}

    private static List<Wrong> wrong(@Nullable Throwable failure) {
        List<Wrong> all = new ArrayList<>();
        if (failure instanceof SyntaxException syntax) {
            syntax.problems().forEach(p -> all.add(new Wrong(p.code(), p.message(), p.hint(), p.span())));
        } else if (failure instanceof BuildException build) {
            Span span = build.location().map(AnswerJson::span).orElse(null);
            all.add(new Wrong(build.code().id(), build.getMessage(), build.hint(), span));
            for (Throwable more : build.getSuppressed()) {
                all.addAll(wrong(more));
            }
        }
        return all;
    }

    private static Span span(SourceLocation place) {
        int column = Math.max(1, place.column());
        return new Span(place.line(), column, place.endLine(), place.endLine() == place.line() ? column : 1);
    }

    private static void write(JsonGenerator json, Wrong wrong) throws IOException {
        json.writeStartObject();
        json.writeStringField("code", wrong.code());
        json.writeStringField("message", wrong.message());
        json.writeStringField("hint", wrong.hint());
        Span span = wrong.span();
        if (span != null) {
            location(json, span);
        }
        json.writeEndObject();
    }

    static String outline(SourceText source, Outline outline) {
        return text(json -> {
            json.writeStringField("name", outline.name().isEmpty() ? "default" : outline.name());
            json.writeStringField("description", outline.description());
            json.writeArrayFieldStart("args");
            for (Outline.Arg arg : outline.args()) {
                json.writeStartObject();
                json.writeStringField("name", arg.name());
                json.writeStringField("description", arg.description());
                json.writeStringField("value", arg.value());
                location(json, Span.at(arg.line(), 1));
                json.writeEndObject();
            }
            json.writeEndArray();
            credentials(json, "secrets", outline.secrets());
            credentials(json, "ssh", outline.agents());
            json.writeArrayFieldStart("cache");
            for (String id : outline.cacheMounts()) {
                json.writeStartObject();
                json.writeStringField("ID", id);
                json.writeEndObject();
            }
            json.writeEndArray();
            sources(json, source);
        });
    }

    private static void credentials(JsonGenerator json, String field, List<Outline.Credential> credentials)
            throws IOException {
        json.writeArrayFieldStart(field);
        for (Outline.Credential credential : credentials) {
            json.writeStartObject();
            json.writeStringField("name", credential.id());
            json.writeBooleanField("required", credential.need() == Outline.Need.REQUIRED);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    static String targets(SourceText source, List<Target> targets) {
        return text(json -> {
            json.writeArrayFieldStart("targets");
            for (Target target : targets) {
                json.writeStartObject();
                json.writeStringField("name", target.name());
                json.writeBooleanField("default", target.choice() == Target.Choice.DEFAULT);
                json.writeStringField("description", target.description());
                json.writeStringField("base", target.base());
                json.writeStringField("platform", target.platform());
                location(json, Span.at(target.line(), 1));
                json.writeEndObject();
            }
            json.writeEndArray();
            sources(json, source);
        });
    }

    /** Lines from 1, characters from 0, as editors count them. */
    private static void location(JsonGenerator json, Span span) throws IOException {
        json.writeObjectFieldStart("location");
        json.writeNumberField("sourceIndex", 0);
        json.writeArrayFieldStart("ranges");
        json.writeStartObject();
        position(json, "start", span.line(), span.column());
        position(json, "end", span.endLine(), span.endColumn());
        json.writeEndObject();
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void position(JsonGenerator json, String name, int line, int column) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("line", line);
        json.writeNumberField("character", column - 1);
        json.writeEndObject();
    }

    private static void sources(JsonGenerator json, SourceText source) throws IOException {
        json.writeArrayFieldStart("sources");
        json.writeStartObject();
        json.writeStringField("filename", source.name());
        json.writeStringField("language", "Dockerfile");
        json.writeBinaryField("data", source.text().getBytes(StandardCharsets.UTF_8));
        json.writeEndObject();
        json.writeEndArray();
    }

    private static String text(OciJson.Body body) {
        return new String(OciJson.document(body), StandardCharsets.UTF_8);
    }
}
