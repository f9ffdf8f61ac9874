package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.files.FileCase;
import dev.jbuild.core.files.LayerListing;
import dev.jbuild.core.files.Recipe;
import dev.jbuild.core.files.RecipeArchive;
import dev.jbuild.core.layer.LayerReader;
import dev.jbuild.core.layer.ReadLayer;
import dev.jbuild.core.layer.TarLimits;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.OciJsonReader;
import dev.jbuild.core.tree.LayerEntry;
import dev.jbuild.core.tree.TreeEntry.RegularFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * A case on disk: in its directory lie {@code case/}, a copy of what it is made from; {@code context/} and {@code context-NAME/};
 * {@code before/}, other contents of some of its files; {@code image-NAME.tar}; {@code layout-NAME/}; {@code stdin}; and {@code http/},
 * {@code git/} and {@code git-NAME/}, which are to be served.
 */
record FileCasePlace(Path directory) {

    FileCase files() {
        return new FileCase(directory.resolve("case"));
    }

    static FileCasePlace make(FileCase files, Path directory, HostRecipe host) throws IOException {
        Files.createDirectories(directory.resolve("case"));
        try (Stream<Path> all = Files.list(files.directory())) {
            for (Path file : all.toList()) {
                Files.copy(file, directory.resolve("case").resolve(file.getFileName()));
            }
        }
        host.write(files.recipe("context").orElse(new Recipe(List.of())), directory.resolve("context"));
        Optional<Recipe> before = files.recipe("before");
        if (before.isPresent()) {
            host.write(before.get(), directory.resolve("before"));
        }
        for (Map.Entry<String, Recipe> context : files.contexts().entrySet()) {
            host.write(context.getValue(), directory.resolve("context-" + context.getKey()));
        }
        for (Map.Entry<String, Recipe> image : files.images().entrySet()) {
            Files.write(directory.resolve("image-" + image.getKey() + ".tar"), RecipeArchive.rootFs(image.getValue()));
        }
        for (Map.Entry<String, Recipe> image : files.layouts().entrySet()) {
            new RecipeLayout(directory.resolve("layout-" + image.getKey())).write(image.getValue());
        }
        for (String served : List.of("http", "git")) {
            Optional<Recipe> recipe = withDockerfile(files, served);
            if (recipe.isPresent()) {
                host.write(recipe.get(), directory.resolve(served));
            }
        }
        for (Map.Entry<String, Recipe> repository : files.repositories().entrySet()) {
            host.write(repository.getValue(), directory.resolve("git-" + repository.getKey()));
        }
        Optional<Recipe> stdin = withDockerfile(files, "stdin");
        if (stdin.isPresent()) {
            Recipe.Line only = stdin.get().lines().get(0);
            Files.write(directory.resolve("stdin"), only.type() == 'a' ? RecipeArchive.of(only) : only.content());
        }
        return new FileCasePlace(directory);
    }

    /** A recipe that the Dockerfile belongs to: into each archive, or among the files. */
    private static Optional<Recipe> withDockerfile(FileCase files, String what) {
        String text = "f Dockerfile = " + files.dockerfile().replace("%", "%25").replace("\n", "%0a");
        Recipe.Line dockerfile = Recipe.parse(List.of(text)).lines().get(0);
        return files.recipe(what).map(recipe -> {
            List<Recipe.Line> lines = new ArrayList<>();
            boolean inArchives = recipe.lines().stream().anyMatch(line -> line.type() == 'a');
            for (Recipe.Line line : recipe.lines()) {
                lines.add(line.type() == 'a' ? line.with(dockerfile) : line);
            }
            Recipe whole = new Recipe(lines);
            return inArchives || whole.has("Dockerfile") ? whole : whole.with(dockerfile);
        });
    }

    /**
     * A new directory for stores and outputs, in memory if it can be: to sync a hundred small builds to a disk takes longer than to do
     * them.
     */
    static Path memory() throws IOException {
        Path memory = Path.of("/dev/shm");
        return Files.isWritable(memory)
                ? Files.createTempDirectory(memory, "jbuild-files")
                : Files.createTempDirectory("jbuild-files");
    }

    /** The program with a sandbox that cannot be. */
    static Program program(Path directory, Path store) {
        return new Program(directory, store).env("JBUILD_RUNTIME", "/no/sandbox/is/wanted");
    }

    /** Builds it into a new directory, and tells the layers as the listing does, or the error as the program printed it. */
    List<String> build(Program program, LoopbackServer server, Path layout) throws IOException {
        for (String image : files().images().keySet()) {
            String tar = directory.resolve("image-" + image + ".tar").toString();
            if (program.run("import", tar, image) != 0) {
                throw new IOException(program.err());
            }
        }
        Path stdin = directory.resolve("stdin");
        program.stdin(Files.exists(stdin) ? Files.readAllBytes(stdin) : new byte[0]);
        if (files().args().stream().anyMatch(word -> word.startsWith("github.com/"))) {
            program.env("HTTPS_PROXY", server.proxy());
        }
        List<String> command = new ArrayList<>(
                List.of("build", "-q", "-o", "type=oci,tar=false,compression=uncompressed,dest=" + layout));
        command.addAll(args(serve(server)));
        if (Files.exists(directory.resolve("before"))) {
            List<String> now = exchanged();
            if (program.run(command.toArray(String[]::new)) != 0) {
                return List.of(program.err());
            }
            PackagedProgram.host("rm", "-rf", layout.toString());
            assertThat(exchanged()).isEqualTo(now);
        }
        server.answers();
        if (program.run(command.toArray(String[]::new)) != 0) {
            return List.of(program.err());
        }
        assertThat(program.run("verify", "oci:" + layout))
                .as(program.err() + program.out())
                .isZero();
        List<String> layers = layers(layout);
        if (files().again().isPresent()) {
            server.answers();
            PackagedProgram.host("rm", "-rf", layout.toString());
            assertThat(program.run(command.toArray(String[]::new)))
                    .as(program.err())
                    .isZero();
            assertThat(layers(layout)).isEqualTo(layers);
            String prefix = " /" + directory.getFileName() + "/";
            assertThat(server.answers().stream()
                            .map(line -> line.replace(prefix, " "))
                            .sorted())
                    .isEqualTo(files().again().get());
        }
        return layers;
    }

    /** What the program prints of the context. */
    String seen(Program program) throws IOException {
        List<String> command = new ArrayList<>(List.of("context", "ls"));
        command.addAll(args(Map.of()));
        return program.run(command.toArray(String[]::new)) == 0 ? program.out() : program.err();
    }

    /**
     * Gives files of the context the contents that lie in {@code before/}, and these theirs, in place: no stat but the ctime tells. Returns
     * when both are so old that builds remember them.
     */
    private List<String> exchanged() throws IOException {
        List<String> changed = new ArrayList<>();
        Path before = directory.resolve("before");
        try (Stream<Path> all = Files.walk(before)) {
            for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
                Path place = directory.resolve("context").resolve(before.relativize(file));
                FileTime time = Files.getLastModifiedTime(place);
                byte[] now = Files.readAllBytes(place);
                Files.write(place, Files.readAllBytes(file));
                Files.write(file, now);
                Files.setLastModifiedTime(place, time);
                changed.add(place + " " + time + " " + Files.size(place));
            }
        }
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        return changed;
    }

    /** The options and the context. */
    List<String> args(Map<String, String> places) throws IOException {
        Path dockerfile = directory.resolve("Dockerfile");
        Files.writeString(dockerfile, filled(files().dockerfile(), places));
        return files().args().stream().map(word -> filled(word, places)).toList();
    }

    private String filled(String text, Map<String, String> places) {
        String filled =
                text.replace("{dockerfile}", directory.resolve("Dockerfile").toString());
        for (Map.Entry<String, String> place : places.entrySet()) {
            filled = filled.replace("{" + place.getKey() + "}", place.getValue());
        }
        return filled.replaceAll("\\{((context|layout-)[^}]*)}", directory + "/$1");
    }

    private Map<String, String> serve(LoopbackServer server) throws IOException {
        Path http = directory.resolve("http");
        String prefix = "/" + directory.getFileName();
        String address = server.put(prefix + "/none", "");
        if (Files.exists(http)) {
            try (Stream<Path> served = Files.walk(http)) {
                for (Path file : served.filter(path -> !Files.isDirectory(path)).toList()) {
                    String path = prefix + "/" + http.relativize(file);
                    if (Files.isSymbolicLink(file)) {
                        server.redirect(path, Files.readSymbolicLink(file).toString());
                    } else {
                        server.put(path, Files.readAllBytes(file));
                    }
                }
            }
        }
        for (Map.Entry<String, Recipe> repository : files().repositories().entrySet()) {
            server.commitTo("git-" + repository.getKey(), "main", repository.getValue());
        }
        Optional<Recipe> git = withDockerfile(files(), "git");
        if (git.isPresent()) {
            server.commit("main", git.get());
        }
        return Map.of(
                "http", address.replace("/none", ""),
                "git", server.repository(),
                "private", server.privateRepository());
    }

    /** The layers of a layout of OCI. */
    List<String> layers(Path layout) throws IOException {
        Descriptor manifest = OciJsonReader.readIndex(Files.readAllBytes(layout.resolve("index.json")))
                .manifests()
                .get(0);
        List<Descriptor> all =
                OciJsonReader.readManifest(blob(layout, manifest.digest())).layers();
        List<List<String>> listings = new ArrayList<>();
        for (Descriptor layer : all.subList(all.size() - files().layerCount(), all.size())) {
            listings.add(listing(blob(layout, layer.digest())));
        }
        return FileCase.joined(listings);
    }

    private static List<String> listing(byte[] tar) throws IOException {
        DiffId id = new DiffId(Digest.of(tar));
        ReadLayer read = LayerReader.readLayer(new ByteArrayInputStream(tar), id, TarLimits.DEFAULT);
        return LayerListing.of(read.index(), (LayerEntry.Present file) -> () -> {
            int size = (int) ((RegularFile) file.entry()).sizeBytes();
            return new ByteArrayInputStream(tar, (int) file.offset(), size);
        });
    }

    private static byte[] blob(Path layout, Digest digest) throws IOException {
        return Files.readAllBytes(layout.resolve("blobs/sha256").resolve(digest.hex()));
    }

    /** {@code FileCasePlace DIRECTORY}: makes all cases there, for other builders, with their {@code arguments}. Needs root. */
    public static void main(String[] args) throws IOException {
        for (FileCase files : FileCase.all()) {
            Path directory = Path.of(args[0]).resolve(files.name());
            make(files, directory, new HostRecipe(OptionalLong.empty()));
            Files.write(directory.resolve("arguments"), files.args());
        }
    }
}
