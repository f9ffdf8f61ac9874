package dev.jbuild.testdata;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The inputs of a fuzz target: what a fuzzer once found worth keeping, in {@code fuzz/TARGET}, and changes of these that are made by chance, the
 * same ones in every run.
 */
public final class Fuzzing {
    private static final int LONGEST = 4096; // bytes
    private static final List<String> PIECES = List.of(
            "\n",
            "\r\n",
            " ",
            "\t",
            "\\\n",
            "`\n",
            "\\",
            "`",
            "\"",
            "'",
            "$",
            "${",
            "}",
            ":-",
            "##",
            "%",
            "//",
            "<<EOF",
            "<<-",
            "EOF\n",
            "#",
            "# escape=`\n",
            "--",
            "--mount=",
            "=",
            ",",
            "[",
            "]",
            "{",
            "\\u0000",
            "*",
            "**",
            "!",
            "?",
            "FROM ",
            "ONBUILD ",
            "RUN ",
            "COPY --from=",
            "ENV ",
            "ARG ",
            " AS ",
            "\u00e9",
            "\ud83d\ude00",
            "\ufeff",
            "\0");

    private final List<byte[]> seeds;
    private final Random random = new Random(1);

    private Fuzzing(List<byte[]> seeds) {
        this.seeds = List.copyOf(seeds);
    }

    /** The inputs of a target; {@code more} are seeds that stand elsewhere. */
    public static Fuzzing of(String target, List<Path> more) throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        try (Stream<Path> files = Files.list(Corpus.of("fuzz/" + target).directory())) {
            for (Path file : Stream.concat(files.sorted(), more.stream()).toList()) {
                seeds.add(Files.readAllBytes(file));
            }
        }
        if (seeds.isEmpty()) {
            throw new IllegalStateException("no inputs for " + target);
        }
        return new Fuzzing(seeds);
    }

    /** The files called {@code Dockerfile} below {@code dockerfiles}. */
    public static List<Path> dockerfiles() throws IOException {
        try (Stream<Path> files = Files.walk(Corpus.of("dockerfiles").directory())) {
            return files.filter(file -> file.endsWith("Dockerfile")).sorted().toList();
        }
    }

    /** Gives every seed to the target, and then so many changed ones; what fails is named in the error. */
    public void run(int changed, Consumer<byte[]> target) {
        seeds.forEach(seed -> feed(seed, target));
        for (int i = 0; i < changed; i++) {
            feed(change(seeds.get(random.nextInt(seeds.size()))), target);
        }
    }

    private static void feed(byte[] input, Consumer<byte[]> target) {
        try {
            target.accept(input);
        } catch (Throwable e) {
            throw new AssertionError("fails on this input:\n" + new String(input, StandardCharsets.UTF_8), e);
        }
    }

    /** A few pieces taken out, put in, doubled, or taken from another seed. */
    private byte[] change(byte[] seed) {
        byte[] input = seed;
        for (int n = 1 + random.nextInt(6); n > 0; n--) {
            int from = random.nextInt(input.length + 1);
            int to = Math.min(input.length, from + random.nextInt(12));
            byte[] other = seeds.get(random.nextInt(seeds.size()));
            int start = random.nextInt(other.length + 1);
            int end = Math.min(other.length, start + random.nextInt(40));
            input = switch (random.nextInt(5)) {
                case 0 -> replaced(input, from, to, new byte[0]);
                case 1 -> replaced(input, from, from, Arrays.copyOfRange(input, from, to));
                case 2 -> replaced(input, from, from, Arrays.copyOfRange(other, start, end));
                case 3 -> replaced(input, from, from, new byte[] {(byte) random.nextInt(256)});
                default ->
                    replaced(
                            input,
                            from,
                            from,
                            PIECES.get(random.nextInt(PIECES.size())).getBytes(StandardCharsets.UTF_8));
            };
        }
        return input.length <= LONGEST ? input : Arrays.copyOf(input, LONGEST);
    }

    private static byte[] replaced(byte[] input, int from, int to, byte[] piece) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(input, 0, from);
        out.writeBytes(piece);
        out.write(input, to, input.length - to);
        return out.toByteArray();
    }
}
