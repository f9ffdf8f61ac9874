package dev.jbuild.core.build;

import dev.jbuild.core.context.DirectorySource;
import dev.jbuild.core.context.SourceTree;
import dev.jbuild.core.export.ImageForm;
import dev.jbuild.core.file.RootDirectories;
import dev.jbuild.core.file.fakes.InMemoryRootDirectory;
import dev.jbuild.core.frontend.FrontendRequest;
import dev.jbuild.core.image.ImageSet;
import dev.jbuild.core.layer.LayerContents;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.progress.ProgressEvent;
import dev.jbuild.core.sandbox.ProcessSpec;
import dev.jbuild.core.sandbox.fakes.ScriptedSandbox;
import dev.jbuild.core.solver.Cancellation;
import dev.jbuild.core.solver.Forecast;
import dev.jbuild.core.solver.SolverSettings;
import dev.jbuild.core.source.HttpSource;
import dev.jbuild.core.source.fakes.InMemoryGitSource;
import dev.jbuild.core.source.fakes.InMemoryImageSource;
import dev.jbuild.core.step.StepTools;
import dev.jbuild.core.step.Steps;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.store.fakes.InMemoryFileDigests;
import dev.jbuild.core.store.fakes.InMemoryStore;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import dev.jbuild.grammar.DockerfileParser;
import dev.jbuild.grammar.text.SourceText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Everything around a build but the machine: store, sandbox and sources are fakes, the rest is the real thing. */
final class BuildRig {
    final InMemoryStore store = new InMemoryStore();
    final ScriptedSandbox sandbox = new ScriptedSandbox();
    final InMemoryImageSource images = new InMemoryImageSource();
    final Map<String, byte[]> secrets = new ConcurrentHashMap<>();
    final Map<String, Path> agents = new ConcurrentHashMap<>();
    final List<ProgressEvent> events = new CopyOnWriteArrayList<>();
    InMemoryRootDirectory context = new InMemoryRootDirectory();
    RootDirectories directories = FilesDirectory.factory();
    Cancellation cancellation = new Cancellation();
    List<Platform> platforms = List.of();
    UnaryOperator<FrontendRequest.Builder> options = request -> request;
    List<Attester> attesters = List.of();
    Instant now = Instant.ofEpochSecond(1_700_000_000);
    private final Executor work;

    BuildRig() {
        this(Runnable::run);
    }

    BuildRig(Executor work) {
        this.work = work;
    }

    /** A command of the shell form that does this. */
    BuildRig on(String command, ScriptedSandbox.Script script) {
        sandbox.on(List.of("/bin/sh", "-c", command), script);
        return this;
    }

    BuildResult build(String... dockerfile) throws IOException {
        events.clear();
        cancellation = new Cancellation();
        try (BuildStore open = store.openBuild()) {
            BuildResult result = new ImageBuild(ports(open)).run(request(dockerfile));
            store.blobs().validateImages();
            return result;
        }
    }

    Forecast forecast(String... dockerfile) throws IOException {
        try (BuildStore open = store.openBuild()) {
            return new ImageBuild(ports(open)).forecast(request(dockerfile)).forecast();
        }
    }

    private BuildRequest request(String... dockerfile) {
        SourceText text = SourceText.of("Dockerfile", String.join("\n", dockerfile) + "\n");
        FrontendRequest.Builder request =
                FrontendRequest.of(DockerfileParser.parse(text), images, new InMemoryGitSource());
        return new BuildRequest(
                options.apply(request).build(),
                platforms,
                ImageSet.Index.WHERE_NEEDED,
                ".",
                List.of(ImageReference.parse("test/image")),
                new BuildRequest.Keeping(ImageForm.AS_STORED, List.of(ImageReference.parse("test/image"))),
                attesters,
                List.of(),
                null,
                cancellation,
                events::add);
    }

    private BuildPorts ports(BuildStore open) {
        Clock clock = Clock.fixed(now, ZoneOffset.UTC);
        HttpSource http = (url, checksum) -> new HttpSource.Fetched(
                open.blobs().put(url.toString().getBytes(StandardCharsets.UTF_8)),
                url.toString().length(),
                "file",
                Optional.of(Instant.ofEpochSecond(77)));
        Function<String, SourceTree> contexts = name -> new DirectorySource(context, new InMemoryFileDigests());
        StepTools tools = new StepTools(
                open,
                directories,
                () -> sandbox,
                new StepTools.Sources(
                        images,
                        http,
                        new InMemoryGitSource(),
                        id -> Optional.ofNullable(secrets.get(id)),
                        id -> Optional.ofNullable(agents.get(id))),
                contexts,
                ProcessSpec.Limits.NONE,
                work,
                clock);
        return new BuildPorts(open, Steps.of(tools), new SolverSettings(work, clock, 4));
    }

    /** The merged files of an image: their texts by path, directories as {@code mode uid:gid}. */
    Map<String, String> files(BuildResult result) throws IOException {
        Tree tree = Tree.EMPTY;
        for (DiffId layer : result.image().config().diffIds()) {
            tree = tree.apply(layer, store.layers().index(layer).orElseThrow());
        }
        Tree merged = tree;
        Map<String, String> files = new TreeMap<>();
        LayerContents contents = new LayerContents(store.blobs(), store.layers());
        merged.<IOException>walk(TreePath.ROOT, (path, entry) -> {
            if (path.isRoot()) {
                return;
            }
            files.put(
                    path.toString(),
                    entry instanceof TreeEntry.RegularFile
                            ? new String(contents.open(merged, path).readAllBytes(), StandardCharsets.UTF_8)
                            : "%o %d:%d"
                                    .formatted(
                                            entry.attributes().mode(),
                                            entry.attributes().uid(),
                                            entry.attributes().gid()));
        });
        return files;
    }

    /** {@code text outcome} of all steps that completed, in order. */
    List<String> outcomes() {
        Map<Integer, String> names = new ConcurrentHashMap<>();
        return events.stream()
                .map(event -> {
                    if (event instanceof ProgressEvent.Started started) {
                        names.put(started.activity().index(), started.name());
                    }
                    return event instanceof ProgressEvent.Completed completed
                            ? names.get(completed.activity().index()) + " " + completed.outcome()
                            : "";
                })
                .filter(text -> !text.isEmpty())
                .toList();
    }
}
