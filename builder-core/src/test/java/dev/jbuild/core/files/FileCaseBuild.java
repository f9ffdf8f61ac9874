package dev.jbuild.core.files;

import dev.jbuild.core.build.BuildPorts;
import dev.jbuild.core.build.BuildRequest;
import dev.jbuild.core.build.BuildResult;
import dev.jbuild.core.build.ImageBuild;
import dev.jbuild.core.context.DirectorySource;
import dev.jbuild.core.context.IgnoreRules;
import dev.jbuild.core.context.IgnoringSource;
import dev.jbuild.core.context.SourceTree;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.file.RootDirectories;
import dev.jbuild.core.file.RootDirectory;
import dev.jbuild.core.file.WritableRootDirectory;
import dev.jbuild.core.frontend.FrontendRequest;
import dev.jbuild.core.frontend.NamedContext;
import dev.jbuild.core.image.Image;
import dev.jbuild.core.image.ImageSet;
import dev.jbuild.core.image.RootFsImport;
import dev.jbuild.core.layer.LayerContents;
import dev.jbuild.core.oci.ContainerConfig;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.progress.ProgressEvent;
import dev.jbuild.core.sandbox.ProcessSpec;
import dev.jbuild.core.solver.Cancellation;
import dev.jbuild.core.solver.SolverSettings;
import dev.jbuild.core.source.fakes.InMemoryGitSource;
import dev.jbuild.core.source.fakes.InMemoryHttpSource;
import dev.jbuild.core.source.fakes.InMemoryImageSource;
import dev.jbuild.core.step.StepTools;
import dev.jbuild.core.step.Steps;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.store.fakes.InMemoryFileDigests;
import dev.jbuild.core.store.fakes.InMemoryStore;
import dev.jbuild.core.tree.LayerEntry;
import dev.jbuild.core.tree.LayerIndex;
import dev.jbuild.core.tree.TreeEntry.RegularFile;
import dev.jbuild.grammar.DockerfileParser;
import dev.jbuild.grammar.text.SourceText;
import dev.jbuild.grammar.text.SyntaxException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;

/** Builds a case with files and images in memory, where nobody can run a command, have a directory form or write to a directory. */
final class FileCaseBuild {
    private final FileCase files;
    private final Executor work;
    private final InMemoryStore store = new InMemoryStore();
    private final InMemoryImageSource images = new InMemoryImageSource();
    private final Map<String, SourceTree> contexts = new HashMap<>();

    FileCaseBuild(FileCase files, Executor work) {
        this.files = files;
        this.work = work;
    }

    /** The layers, or {@code [code] message}. */
    List<String> run() throws IOException {
        store.layers().refuseForms();
        try {
            return FileCase.joined(layers(build()));
        } catch (BuildException e) {
            return List.of("[" + e.code().id() + "] " + e.getMessage());
        } catch (SyntaxException e) {
            return List.of("[dockerfile-invalid] " + e.problems().get(0).message());
        }
    }

    private BuildResult build() throws IOException {
        for (Map.Entry<String, Recipe> image : files.images().entrySet()) {
            put(image.getKey(), image.getValue());
        }
        contexts.put("", context(files.recipe("context").orElse(new Recipe(List.of()))));
        Map<String, NamedContext> named = new TreeMap<>();
        for (Map.Entry<String, Recipe> context : files.contexts().entrySet()) {
            contexts.put(context.getKey(), context(context.getValue()));
            named.put(context.getKey(), new NamedContext.Files(context.getKey()));
        }
        SourceText text = SourceText.of("Dockerfile", files.dockerfile());
        FrontendRequest request = FrontendRequest.of(DockerfileParser.parse(text), images, new InMemoryGitSource())
                .contexts(named)
                .build();
        try (BuildStore open = store.openBuild()) {
            BuildResult result = new ImageBuild(ports(open)).run(request(request));
            store.blobs().validateImages();
            return result;
        }
    }

    private void put(String name, Recipe recipe) throws IOException {
        RootFsImport tars = new RootFsImport(store.blobs(), store.layers());
        ByteArrayInputStream tar = new ByteArrayInputStream(RecipeArchive.rootFs(recipe));
        Image image = tars.read(tar, Platform.host(), ContainerConfig.EMPTY, "");
        DiffId layer = image.config().diffIds().get(0);
        LayerIndex index = store.layers().index(layer).orElseThrow();
        images.sized(layer, store.blobs().sizeBytes(layer.digest()).orElseThrow());
        images.put(name, image.config(), List.of(index));
        store.blobs()
                .put(dev.jbuild.core.oci.OciJson.write(images.resolve(ImageReference.parse(name), Platform.host())
                        .manifest()));
    }

    private static SourceTree context(Recipe recipe) throws IOException {
        SourceTree all = new DirectorySource(RecipeInMemory.directory(recipe), new InMemoryFileDigests());
        IgnoreRules rules = recipe.lines().stream()
                .filter(line -> line.path().equals(".dockerignore"))
                .map(line -> IgnoreRules.parse(".dockerignore", line.content()))
                .findFirst()
                .orElse(IgnoreRules.NONE);
        return IgnoringSource.of(all, rules);
    }

    private static BuildRequest request(FrontendRequest frontend) {
        return new BuildRequest(
                frontend,
                List.of(),
                ImageSet.Index.WHERE_NEEDED,
                ".",
                List.of(),
                null,
                List.of(),
                List.of(),
                null,
                new Cancellation(),
                (ProgressEvent event) -> {});
    }

    private BuildPorts ports(BuildStore open) {
        Clock clock = Clock.fixed(Instant.ofEpochSecond(1_700_000_000), ZoneOffset.UTC);
        StepTools tools = new StepTools(
                open,
                new NoDirectories(),
                () -> {
                    throw new AssertionError("a sandbox is asked for");
                },
                new StepTools.Sources(
                        images,
                        new InMemoryHttpSource(open.blobs()),
                        new InMemoryGitSource(),
                        id -> Optional.empty(),
                        id -> Optional.empty()),
                contexts::get,
                ProcessSpec.Limits.NONE,
                work,
                clock);
        return new BuildPorts(open, Steps.of(tools), new SolverSettings(work, clock, 4));
    }

    private List<List<String>> layers(BuildResult result) throws IOException {
        List<DiffId> all = result.image().config().diffIds();
        LayerContents contents = new LayerContents(store.blobs(), store.layers());
        List<List<String>> listings = new ArrayList<>();
        for (DiffId layer : all.subList(all.size() - files.layerCount(), all.size())) {
            LayerIndex index = store.layers().index(layer).orElseThrow();
            listings.add(LayerListing.of(
                    index,
                    (LayerEntry.Present file) ->
                            () -> contents.open(layer, file.offset(), (RegularFile) file.entry())));
        }
        return listings;
    }

    /** Directories of the host, none of which is there to be opened. */
    private static final class NoDirectories implements RootDirectories {
        @Override
        public RootDirectory open(Path directory) {
            throw new AssertionError("\"" + directory + "\" is opened");
        }

        @Override
        public WritableRootDirectory openWritable(Path directory) {
            throw new AssertionError("\"" + directory + "\" is opened for writing");
        }
    }
}
