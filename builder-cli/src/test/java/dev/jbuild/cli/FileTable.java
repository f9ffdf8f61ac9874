package dev.jbuild.cli;

import dev.jbuild.core.file.FileKind;
import dev.jbuild.core.file.WritableRootDirectory;
import dev.jbuild.core.layer.LayerReader;
import dev.jbuild.core.layer.ReadLayer;
import dev.jbuild.core.layer.TarLimits;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.OciJsonReader;
import dev.jbuild.core.step.CopyCase;
import dev.jbuild.core.step.Listing;
import dev.jbuild.core.step.TestArchive;
import dev.jbuild.core.tree.LayerEntry;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreePath;
import dev.jbuild.exec.file.PosixRootDirectories;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The rows of {@code testdata/copy} on a real file system: a directory for each, with what a builder needs and what must come of it.
 * {@code context/} has the files, {@code base.tar} and {@code stage.tar} are other images, if there are any.
 */
final class FileTable {
    private static final List<String> FILES =
            List.of("sources", "destinations", "attributes", "flags", "stages", "archives");

    private FileTable() {}

    /** A row with its place in the table. */
    record Row(String id, CopyCase row) {
        /** True for attributes that no file system lets anybody set. */
        boolean isImpossible() {
            return row.sections().getOrDefault("context", List.of()).stream()
                    .anyMatch(line -> line.contains("security.capability=cap"));
        }

        boolean needsRoot() {
            return row.sections().getOrDefault("context", List.of()).stream()
                    .map(String::strip)
                    .anyMatch(line -> line.startsWith("c ")
                            || line.startsWith("b ")
                            || line.contains("trusted.")
                            || line.contains("security."));
        }

        @Override
        public String toString() {
            return row.toString();
        }
    }

    static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (String file : FILES) {
            List<CopyCase> cases = CopyCase.parse(text(file), Runnable::run);
            for (int i = 0; i < cases.size(); i++) {
                rows.add(new Row("%s-%02d".formatted(file, i + 1), cases.get(i)));
            }
        }
        return rows;
    }

    private static String text(String file) {
        try (InputStream in = FileTable.class.getResourceAsStream("/copy/" + file + ".txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /**
     * What must come of a row here: images that are imported have the time of the epoch, also where the table has another, and a heredoc
     * ends its line.
     */
    static List<String> expected(Row row) {
        return row.row().expected().stream()
                .map(line -> line.replaceFirst(" @[17](?= |$)", " @0").replaceFirst("( = text of .*)", "$1\\\\n"))
                .toList();
    }

    /** Makes the directory of a row. */
    static void make(Row row, Path directory) throws IOException {
        Files.createDirectories(directory.resolve("context"));
        Map<String, List<String>> sections = row.row().sections();
        StringBuilder dockerfile = new StringBuilder("FROM ");
        dockerfile.append(sections.containsKey("base") ? "base" : "scratch").append('\n');
        dockerfile.append(instruction(row.row())).append('\n');
        Files.writeString(directory.resolve("Dockerfile"), dockerfile);
        Files.writeString(directory.resolve("name"), row + "\n");
        Files.write(directory.resolve("expected"), expected(row));
        for (String image : List.of("base", "stage")) {
            if (sections.containsKey(image)) {
                byte[] tar = TestArchive.of(Listing.parse(sections.get(image)), "plain");
                Files.write(directory.resolve(image + ".tar"), tar);
            }
        }
        if (sections.containsKey("ignore")) {
            List<String> rules =
                    sections.get("ignore").stream().map(String::strip).toList();
            Files.write(directory.resolve("Dockerfile.dockerignore"), rules);
        }
        fill(sections, directory.resolve("context"));
    }

    /** A heredoc of the table has a text that goes without saying. */
    private static String instruction(CopyCase row) {
        StringBuilder bodies = new StringBuilder(row.instruction().replace("\\", "\\\\"));
        for (String word : row.instruction().split(" +")) {
            if (word.startsWith("<<")) {
                String name = word.substring(2);
                bodies.append('\n').append("text of ").append(name).append('\n').append(name);
            }
        }
        return bodies.toString();
    }

    private static void fill(Map<String, List<String>> sections, Path context) throws IOException {
        List<Listing.Line> lines = new ArrayList<>(
                Listing.parse(sections.getOrDefault("context", List.of())).lines());
        try (WritableRootDirectory root = new PosixRootDirectories().openWritable(context)) {
            for (Listing.Line line : lines) {
                parents(root, Listing.unescaped(line.path()));
                make(root, Listing.unescaped(line.path()), line);
            }
            for (Map.Entry<String, List<String>> section : sections.entrySet()) {
                if (section.getKey().startsWith("archive ")) {
                    String name = section.getKey().substring("archive ".length());
                    TreePath path = TreePath.of(name);
                    parents(root, path);
                    try (OutputStream out = root.create(path, 0644)) {
                        out.write(TestArchive.of(Listing.parse(section.getValue()), name));
                    }
                    root.changeTime(path, 200);
                }
            }
            for (Listing.Line line : lines) {
                usualTime(root, Listing.unescaped(line.path()).parent());
            }
            for (Listing.Line line : lines) {
                if (line.type() != 'h') { // its other name has the time
                    root.changeTime(Listing.unescaped(line.path()), line.mtime());
                }
            }
        }
    }

    private static void parents(WritableRootDirectory root, TreePath path) throws IOException {
        TreePath at = TreePath.ROOT;
        for (TreePath name : path.parent().components()) {
            at = at.resolve(name);
            if (root.stat(at).isEmpty()) {
                root.makeDirectory(at, 0755);
                root.changeMode(at, 0755);
            }
        }
    }

    /** The time of directories that no line of the table names. */
    private static void usualTime(WritableRootDirectory root, TreePath directory) throws IOException {
        for (TreePath at = directory; !at.isRoot(); at = at.parent()) {
            root.changeTime(at, 100);
        }
        root.changeTime(TreePath.ROOT, 100);
    }

    private static void make(WritableRootDirectory root, TreePath path, Listing.Line line) throws IOException {
        switch (line.type()) {
            case 'd' -> root.makeDirectory(path, line.mode());
            case 'f' -> {
                try (OutputStream out = root.create(path, line.mode())) {
                    out.write(line.content().getBytes(StandardCharsets.UTF_8));
                }
            }
            case 'l' -> root.symbolicLink(path, line.content().getBytes(StandardCharsets.UTF_8));
            case 'h' -> root.hardLink(TreePath.of(line.content()), path);
            case 'p' -> root.makeNode(path, FileKind.FIFO, line.mode(), 0, 0);
            case 's' -> root.makeNode(path, FileKind.SOCKET, line.mode(), 0, 0);
            default -> {
                int[] numbers = Stream.of(line.content().split(","))
                        .mapToInt(Integer::parseInt)
                        .toArray();
                FileKind kind = line.type() == 'b' ? FileKind.BLOCK_DEVICE : FileKind.CHARACTER_DEVICE;
                root.makeNode(path, kind, line.mode(), numbers[0], numbers[1]);
            }
        }
        for (Map.Entry<String, byte[]> xattr : line.xattrs().entrySet()) {
            root.setXattr(path, xattr.getKey(), xattr.getValue());
        }
        if (line.type() != 'l' && line.type() != 'h') {
            root.changeMode(path, line.mode());
        }
    }

    /** Builds what is in a row's directory, and tells the last layer as the table does, or the error. */
    static List<String> build(Program program, Path directory) throws IOException {
        for (String image : List.of("base", "stage")) {
            Path tar = directory.resolve(image + ".tar");
            if (Files.exists(tar) && program.run("import", tar.toString(), image) != 0) {
                throw new IOException(program.err());
            }
        }
        Path layout = directory.resolve("layout");
        int exitCode = program.run(
                "-q",
                "-o",
                "type=oci,tar=false,compression=uncompressed,dest=" + layout,
                "-f",
                directory.resolve("Dockerfile").toString(),
                directory.resolve("context").toString());
        if (exitCode != 0) {
            return List.of(program.err()
                    .lines()
                    .filter(line -> line.startsWith("error"))
                    .findFirst()
                    .orElse("?"));
        }
        return lastLayer(layout);
    }

    private static List<String> lastLayer(Path layout) throws IOException {
        Descriptor manifest = OciJsonReader.readIndex(Files.readAllBytes(layout.resolve("index.json")))
                .manifests()
                .get(0);
        List<Descriptor> layers =
                OciJsonReader.readManifest(blob(layout, manifest.digest())).layers();
        byte[] tar = blob(layout, layers.get(layers.size() - 1).digest());
        DiffId id = new DiffId(Digest.of(tar));
        ReadLayer read = LayerReader.readLayer(new ByteArrayInputStream(tar), id, TarLimits.DEFAULT);
        Tree tree = Tree.EMPTY.apply(id, read.index());
        return Listing.of(read.index(), tree, (whole, path) -> content(tar, read, path));
    }

    private static InputStream content(byte[] tar, ReadLayer read, TreePath path) {
        for (LayerEntry entry : read.index().entries()) {
            if (entry.path().equals(path) && entry instanceof LayerEntry.Present present) {
                int start = (int) present.offset();
                int size = (int) ((dev.jbuild.core.tree.TreeEntry.RegularFile) present.entry()).sizeBytes();
                return new ByteArrayInputStream(Arrays.copyOfRange(tar, start, start + size));
            }
        }
        throw new IllegalArgumentException("no file " + path);
    }

    private static byte[] blob(Path layout, Digest digest) throws IOException {
        return Files.readAllBytes(layout.resolve("blobs/sha256").resolve(digest.hex()));
    }

    /** {@code FileTable DIRECTORY}: makes the directories of all rows there, for other builders. */
    public static void main(String[] args) throws IOException {
        for (Row row : rows()) {
            if (!row.isImpossible() && (!row.needsRoot() || HostFiles.isRoot())) {
                make(row, Path.of(args[0]).resolve(row.id()));
            }
        }
    }
}
