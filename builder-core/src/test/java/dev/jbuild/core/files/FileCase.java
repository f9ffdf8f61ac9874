package dev.jbuild.core.files;

import dev.jbuild.testdata.Corpus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A case of {@code testdata/src/main/resources/files}: a directory with
 * <ul>
 *   <li>{@code Dockerfile};
 *   <li>{@code context.txt}, the {@link Recipe} of the build context;
 *   <li>{@code before.txt}, what some files of the context had in them when an earlier build was made of it: they are then written in
 *       place, keep their inodes, sizes and times, and are built again;
 *   <li>{@code context-NAME.txt}, that of a directory given by {@code --build-context NAME=…};
 *   <li>{@code image-NAME.txt}, that of an image NAME of one layer;
 *   <li>{@code stdin.txt}, that of an archive on standard input, which is its only line, or without a line, when the Dockerfile itself
 *       comes there; {@code http.txt}, of a directory that a server
 *       shows, where a link is a redirect; {@code git.txt}, of a repository's one commit. A Dockerfile that they do not have is put into them;
 *   <li>{@code git-NAME.txt}, that of another repository, beside the first one at {@code ../git-NAME}: its commit is a submodule of the
 *       first where a line {@code g PATH -> git-NAME} says so;
 *   <li>{@code layout-NAME.txt}, that of an image of one layer in a layout of OCI, where it is called {@code v1};
 *   <li>{@code args}, options and context, one word a line, in which {@code {context}}, {@code {dockerfile}}, {@code {layout-NAME}},
 *       {@code {http}} and {@code {git}} stand for their places, and {@code {private}} for the repository as a server shows it that wants
 *       the token {@code sesame}, {@code {ssh}} for it as a server of SSH shows it, and {@code {ssh-key}} for the key that this one wants; at
 *       GitHub it is {@code test/r}; the Dockerfile has these, too. Without it, Dockerfile and context directory are given;
 *   <li>{@code listing.txt}, the layers that the target's stage adds, as {@link LayerListing} has them, with an empty line between them
 *       and {@code (nothing)} for one without entries. Times are exact, and {@code @run} is one while a command ran;
 *   <li>or {@code error.txt}, how the build fails;
 *   <li>{@code seen.txt}, what {@code jbuild context ls} prints of the context;
 *   <li>{@code again.txt}, what a second build asks of the server, sorted, and the status that answers it.
 * </ul>
 */
public record FileCase(Path directory) {
    private static final String CORPUS = "files";
    private static final String NOTHING = "(nothing)";

    /** All cases, by name. */
    public static List<FileCase> all() throws IOException {
        return Corpus.of(CORPUS).cases().stream().map(FileCase::new).toList();
    }

    public String name() {
        return directory.getFileName().toString();
    }

    public String dockerfile() {
        return text("Dockerfile").orElseThrow();
    }

    /** A recipe: {@code context}, {@code stdin} and so on. */
    public Optional<Recipe> recipe(String what) {
        return text(what + ".txt").map(text -> Recipe.parse(text.lines().toList()));
    }

    /** The recipes of images, by name. */
    public Map<String, Recipe> images() {
        return recipes("image-");
    }

    /** The recipes of named contexts, by name. */
    public Map<String, Recipe> contexts() {
        return recipes("context-");
    }

    /** The recipes of images in layouts, by name. */
    public Map<String, Recipe> layouts() {
        return recipes("layout-");
    }

    /** The recipes of repositories beside the first one, by name. */
    public Map<String, Recipe> repositories() {
        return recipes("git-");
    }

    /** True when the repository is to be fetched over SSH, from a server that not every machine can start. */
    public boolean needsSsh() {
        return dockerfile().contains("{ssh}") || args().stream().anyMatch(word -> word.contains("{ssh}"));
    }

    /** What is printed of the context; empty where it is not asked for. */
    public Optional<String> seen() {
        return text("seen.txt");
    }

    /** The requests of a second build; empty where there is none. */
    public Optional<List<String>> again() {
        return text("again.txt").map(text -> text.lines().toList());
    }

    private Map<String, Recipe> recipes(String prefix) {
        Map<String, Recipe> recipes = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString().replace(".txt", "");
                if (name.startsWith(prefix)) {
                    recipes.put(name.substring(prefix.length()), recipe(name).orElseThrow());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return recipes;
    }

    /** The words behind {@code jbuild}, with {@code {…}} in them. */
    public List<String> args() {
        List<String> args = new ArrayList<>();
        contexts().keySet().forEach(name -> args.addAll(List.of("--build-context", name + "={context-" + name + "}")));
        args.addAll(text("args").orElse("-f\n{dockerfile}\n{context}\n").lines().toList());
        return args;
    }

    /** True when all it needs is directories: no server, no standard input, no option. */
    public boolean isPlain() {
        return !Files.exists(directory.resolve("args"));
    }

    /** True when a command is to be run, in an image that has one. */
    public boolean runsCommands() {
        return dockerfile().lines().anyMatch(line -> line.startsWith("RUN "));
    }

    public boolean fails() {
        return Files.exists(directory.resolve("error.txt"));
    }

    /** What must come of it. */
    public List<String> expected() {
        return text(fails() ? "error.txt" : "listing.txt").orElseThrow().lines().toList();
    }

    /** The lines where commands ran: times that a clock gave are those of the run. */
    public static List<String> ofRun(List<String> lines) {
        return lines.stream()
                .map(line -> line.replaceFirst(" @[1-9]\\d{9}(?= |$)", " @run"))
                .toList();
    }

    /** Layers as the listing has them. */
    public static List<String> joined(List<List<String>> layers) {
        List<String> lines = new ArrayList<>();
        for (List<String> layer : layers) {
            if (!lines.isEmpty()) {
                lines.add("");
            }
            lines.addAll(layer.isEmpty() ? List.of(NOTHING) : layer);
        }
        return lines;
    }

    /** How many layers the target's stage adds. */
    public int layerCount() {
        int count = 0;
        for (String line : dockerfile().lines().toList()) {
            if (line.startsWith("FROM ")) {
                count = 0;
            } else if (line.matches("(COPY|ADD|RUN|WORKDIR) .*")) {
                count++;
            }
        }
        return count;
    }

    /** Makes what was printed of the context what is expected. */
    public void recordSeen(String printed) throws IOException {
        Files.writeString(directory.resolve("seen.txt"), printed);
    }

    /** Makes the actual lines the expected ones, as {@code -Dgolden.update=true} asks. */
    public void record(List<String> actual) throws IOException {
        boolean failed = actual.size() == 1 && actual.get(0).startsWith("[");
        Files.deleteIfExists(directory.resolve(failed ? "listing.txt" : "error.txt"));
        Files.write(directory.resolve(failed ? "error.txt" : "listing.txt"), actual);
    }

    private Optional<String> text(String file) {
        Path path = directory.resolve(file);
        try {
            return Files.exists(path) ? Optional.of(Files.readString(path)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return name();
    }
}
