package dev.jbuild.grammar;

import dev.jbuild.testdata.Corpus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Texts that are Dockerfiles, or nearly so. */
final class DockerfileTexts {

    private DockerfileTexts() {}

    /** All files of both corpora that are UTF-8. */
    static List<String> corpus() {
        List<String> texts = new ArrayList<>();
        try {
            for (String name : List.of("dockerfiles/ok", "dockerfiles/bad")) {
                for (Path directory : Corpus.of(name).cases()) {
                    byte[] bytes = Files.readAllBytes(directory.resolve("Dockerfile"));
                    texts.add(new String(bytes, java.nio.charset.StandardCharsets.UTF_8));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        texts.removeIf(text -> text.length() > 4_000);
        return texts;
    }

    /** Texts made of corpus files by cutting, doubling, swapping and inserting pieces that mean something. */
    static Arbitrary<String> mutated() {
        Arbitrary<String> piece = Arbitraries.of(
                "\\",
                "`",
                "\"",
                "'",
                "$",
                "${",
                "}",
                "${x:-",
                "#",
                "\n",
                "\r\n",
                " ",
                "\t",
                "\f",
                "\u0085",
                "\u00a0",
                "[",
                "]",
                "[\"",
                "\"]",
                ",",
                "<<",
                "<<-",
                "<<E",
                "E\n",
                "--",
                "--mount=",
                "=",
                "type=cache,",
                "ONBUILD ",
                "FROM x\n",
                "\\\n",
                "`\n",
                "\ufeff",
                "\0",
                "😀",
                "/",
                "%%",
                "*",
                ":?",
                "# escape=`\n",
                "HEALTHCHECK ",
                "ARG ",
                "ENV ");
        Arbitrary<Mutation> mutation = Combinators.combine(
                        Arbitraries.integers().between(0, 4_000),
                        Arbitraries.integers().between(0, 60),
                        piece)
                .as(Mutation::new);
        return Combinators.combine(
                        Arbitraries.of(corpus()), mutation.list().ofMinSize(1).ofMaxSize(8))
                .as((text, mutations) -> {
                    String result = text;
                    for (Mutation one : mutations) {
                        result = one.apply(result);
                    }
                    return result;
                });
    }

    /** Replaces some characters by a piece; a length of more than 40 doubles them instead. */
    private record Mutation(int place, int length, String piece) {
        String apply(String text) {
            int start = text.isEmpty() ? 0 : place % text.length();
            int end = Math.min(text.length(), start + length % 8);
            String cut = text.substring(start, Math.min(text.length(), start + length));
            return length > 40
                    ? text.substring(0, start) + cut + text.substring(start)
                    : text.substring(0, start) + piece + text.substring(end);
        }
    }
}
