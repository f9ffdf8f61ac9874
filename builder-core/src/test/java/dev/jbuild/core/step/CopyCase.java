package dev.jbuild.core.step;

import dev.jbuild.core.context.DirectorySource;
import dev.jbuild.core.context.IgnoreRules;
import dev.jbuild.core.context.IgnoringSource;
import dev.jbuild.core.context.LayeredSource;
import dev.jbuild.core.context.SourceTree;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.file.fakes.InMemoryRootDirectory;
import dev.jbuild.core.layer.WrittenLayer;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.plan.Op;
import dev.jbuild.core.plan.Vertex;
import dev.jbuild.core.plan.VertexId;
import dev.jbuild.core.progress.ProgressSink;
import dev.jbuild.core.solver.Cancellation;
import dev.jbuild.core.solver.StepInput;
import dev.jbuild.core.solver.StepRequest;
import dev.jbuild.core.solver.StepResult;
import dev.jbuild.core.store.fakes.InMemoryFileDigests;
import dev.jbuild.core.store.fakes.InMemoryStore;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * One row of the COPY table: an instruction, what it copies from and onto, and the layer or the error that must come of it.
 * Sections are {@code context:}, {@code ignore:}, {@code stage:}, {@code base:}, {@code archive NAME:}, {@code layer:} and
 * {@code error:}.
 */
public final class CopyCase {
    private static final long BASE_TIME = 7;

    final String name;
    private final Map<String, List<String>> sections = new LinkedHashMap<>();
    private final InMemoryStore store = new InMemoryStore();
    private final Executor work;
    private String instruction = "";

    /** Where the bytes of a file are. */
    public interface Content {
        InputStream open(Tree tree, TreePath path) throws IOException;
    }

    private CopyCase(String name, Executor work) {
        this.name = name;
        this.work = work;
    }

    /** The cases of a file; each begins with {@code ==}. */
    public static List<CopyCase> parse(String text, Executor work) {
        List<CopyCase> cases = new ArrayList<>();
        List<String> section = new ArrayList<>();
        for (String line : text.lines().toList()) {
            CopyCase current = cases.isEmpty() ? null : cases.get(cases.size() - 1);
            if (line.startsWith("== ")) {
                cases.add(new CopyCase(line.substring(3), work));
            } else if (line.startsWith("COPY ") || line.startsWith("ADD ")) {
                current.instruction = line;
            } else if (!line.isEmpty() && line.charAt(0) > ' ' && line.endsWith(":")) {
                section = new ArrayList<>();
                current.sections.put(line.substring(0, line.length() - 1), section);
            } else if (!line.startsWith("#")) {
                section.add(line);
            }
        }
        return cases;
    }

    public List<String> expected() {
        return (sections.containsKey("error") ? sections.get("error") : sections.get("layer"))
                .stream().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }

    /** The instruction as it is written. */
    public String instruction() {
        return instruction;
    }

    /** The sections by their names. */
    public Map<String, List<String>> sections() {
        return sections;
    }

    List<String> actual() throws IOException {
        try {
            return run();
        } catch (CompletionException e) {
            if (e.getCause() instanceof BuildException failure) {
                return List.of("[" + failure.code().id() + "] " + failure.getMessage());
            }
            throw e;
        }
    }

    private List<String> run() throws IOException {
        List<DiffId> base = layer("base");
        Op.Copy op = op();
        StepInput.Layers rootFs = layers(base);
        List<DiffId> stage = op.sources().toString().contains("input=2") ? layer("stage") : List.of();
        StepRequest request = new StepRequest(
                new VertexId(3),
                new Vertex(
                        op,
                        List.of(new VertexId(0), new VertexId(1), new VertexId(2)),
                        new Vertex.Label("stage", 1, 1, instruction, 1, 1),
                        Vertex.CachePolicy.USE),
                List.of(rootFs, new StepInput.Context(""), layers(stage)),
                new Cancellation(),
                ProgressSink.NONE);
        CopyStep step = new CopyStep(new Sources(context()), store.blobs(), store.layers(), work);
        for (int input = 1; input < 3; input++) {
            step.observe(request, input).toCompletableFuture().join();
        }
        StepResult result = step.run(request).toCompletableFuture().join();
        DiffId layer = result.layer();
        Tree tree = tree(base).apply(layer, store.layers().index(layer).orElseThrow());
        return Listing.of(store.layers().index(layer).orElseThrow(), tree, this::open);
    }

    private static StepInput.Layers layers(List<DiffId> chain) {
        return new StepInput.Layers(chain, Digest.ofUtf8(chain.toString()), Instant.ofEpochSecond(BASE_TIME), null);
    }

    private List<DiffId> layer(String section) throws IOException {
        if (!sections.containsKey(section)) {
            return List.of();
        }
        WrittenLayer written = Listing.parse(sections.get(section)).layer(store.blobs());
        store.layers().putIndex(written.diffId(), written.index());
        return List.of(written.diffId());
    }

    private SourceTree context() throws IOException {
        InMemoryRootDirectory directory =
                Listing.parse(sections.getOrDefault("context", List.of())).directory();
        for (Map.Entry<String, List<String>> section : sections.entrySet()) {
            if (section.getKey().startsWith("archive ")) {
                String path = section.getKey().substring("archive ".length());
                byte[] archive = TestArchive.of(Listing.parse(section.getValue()), path);
                directory.file(TreePath.of(path), archive).mtime(200);
            }
        }
        SourceTree files = new DirectorySource(directory, new InMemoryFileDigests());
        String ignore =
                String.join("\n", sections.getOrDefault("ignore", List.of())).replace("  ", "");
        return IgnoringSource.of(files, IgnoreRules.parse(".dockerignore", ignore.getBytes(StandardCharsets.UTF_8)));
    }

    private Tree tree(List<DiffId> chain) throws IOException {
        Tree tree = Tree.EMPTY;
        for (DiffId layer : chain) {
            tree = tree.apply(layer, store.layers().index(layer).orElseThrow());
        }
        return tree;
    }

    private InputStream open(Tree tree, TreePath path) throws IOException {
        TreeEntry.RegularFile file = (TreeEntry.RegularFile) tree.get(path).orElseThrow();
        Tree.Origin origin = tree.origin(path).orElseThrow();
        try (SeekableByteChannel channel =
                store.blobs().openChannel(origin.layer().digest())) {
            ByteBuffer bytes = ByteBuffer.allocate((int) file.sizeBytes());
            channel.position(origin.offset());
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                continue;
            }
            return new ByteArrayInputStream(bytes.array());
        }
    }

    private final class Sources implements CopySources {
        private final SourceTree context;

        private Sources(SourceTree context) {
            this.context = context;
        }

        @Override
        public SourceTree context(String contextName) {
            return context;
        }

        @Override
        public Tree tree(List<DiffId> chain) throws IOException {
            return CopyCase.this.tree(chain);
        }

        @Override
        public SourceTree layers(List<DiffId> chain) throws IOException {
            return new LayeredSource(tree(chain), CopyCase.this::open, LayeredSource.Owners.KEPT);
        }
    }

    /** Reads the instruction as the frontend would; words have no spaces in them. */
    private Op.Copy op() {
        List<String> words = new ArrayList<>(List.of(instruction.split(" +")));
        boolean add = words.remove(0).equals("ADD");
        Map<String, List<String>> flags = new LinkedHashMap<>();
        while (words.get(0).startsWith("--")) {
            String[] flag = words.remove(0).substring(2).split("=", 2);
            flags.computeIfAbsent(flag[0], key -> new ArrayList<>()).add(flag.length > 1 ? flag[1] : "true");
        }
        String destination = words.remove(words.size() - 1);
        Supplier<Op.Copy.Archives> archives =
                () -> add && !"false".equals(one(flags, "unpack")) ? Op.Copy.Archives.UNPACK : Op.Copy.Archives.KEEP;
        int input = flags.containsKey("from") ? 2 : 1;
        List<Op.Copy.Source> sources = new ArrayList<>();
        for (String word : words) {
            sources.add(
                    word.startsWith("<<")
                            ? new Op.Copy.Source.Inline(word.substring(2), "text of " + word.substring(2))
                            : new Op.Copy.Source.Files(input, word, archives.get()));
        }
        boolean directory = destination.endsWith("/") || destination.endsWith("/.") || destination.equals(".");
        return new Op.Copy(
                sources,
                destination,
                directory,
                one(flags, "chown"),
                one(flags, "chmod"),
                flags.containsKey("link") ? Op.Copy.Linking.INDEPENDENT : Op.Copy.Linking.ONTO_ROOTFS,
                flags.containsKey("parents") ? Op.Copy.Parents.KEEP : Op.Copy.Parents.DROP,
                flags.getOrDefault("exclude", List.of()));
    }

    private static String one(Map<String, List<String>> flags, String name) {
        return flags.getOrDefault(name, List.of("")).get(0);
    }

    @Override
    public String toString() {
        return name;
    }
}
