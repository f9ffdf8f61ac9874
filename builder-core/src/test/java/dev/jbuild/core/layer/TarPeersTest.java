package dev.jbuild.core.layer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.layer.ChangedFiles.Kind;
import dev.jbuild.core.layer.ChangedFiles.Ownership;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.store.fakes.InMemoryBlobStore;
import dev.jbuild.core.tree.LayerEntry;
import dev.jbuild.core.tree.LayerEntry.Present;
import dev.jbuild.core.tree.LayerIndex;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What GNU tar and Python write is read, and what jbuild writes is read by them. */
@Tag("peers")
class TarPeersTest {
    private static final Path CASES = Path.of("../testdata/src/main/resources/layers");

    /** Of a keyword of POSIX that GNU tar does not need: it takes names as bytes anyway. */
    private static final String HARMLESS = "tar: Ignoring unknown extended header keyword 'hdrcharset'";

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"v7", "oldgnu", "gnu", "ustar", "posix"})
    void readsEveryFormatOfGnuTar(String format) throws Exception {
        makeFiles(format.equals("v7") ? 90 : 200);
        boolean sparse = format.equals("posix") || format.endsWith("gnu");

        byte[] tar = run(directory, "tar", "--format=" + format, sparse ? "-S" : "--numeric-owner", "-cf", "-", ".");

        checkFiles(tar);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0", "0.1", "1.0"})
    void readsEverySparseFormatOfGnuTar(String version) throws Exception {
        makeFiles(200);

        byte[] tar = run(directory, "tar", "--format=posix", "-S", "--sparse-version=" + version, "-cf", "-", ".");

        checkFiles(tar);
    }

    static List<String> cases() throws IOException {
        return LayerGoldenTest.cases();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void gnuTarListsWhatIsWritten(String name) throws Exception {
        Path tar = written(name);

        String listed = new String(
                run(directory, "tar", "--quoting-style=literal", "-tf", tar.toString()), StandardCharsets.ISO_8859_1);

        assertThat(listed.lines().toList()).isEqualTo(rawNames(tar));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void pythonReadsWhatIsWritten(String name) throws Exception {
        Path tar = written(name);
        String script = "import sys,tarfile\n"
                + "for m in tarfile.open(sys.argv[1],'r:'):\n"
                + " n=m.name.encode('utf-8','surrogateescape')\n"
                + " sys.stdout.buffer.write(b'%s %d %d %d %d\\n'%(n,m.mode,m.uid,m.gid,m.mtime))\n";

        String listed =
                new String(run(directory, "python3", "-c", script, tar.toString()), StandardCharsets.ISO_8859_1);

        List<String> expected = new ArrayList<>();
        TarReader reader = reader(tar);
        for (var next = reader.next(); next.isPresent(); next = reader.next()) {
            TarEntry entry = next.get();
            String path = entry.path().isRoot() ? "." : latin1(entry.path());
            expected.add(path + " " + entry.attributes().mode() + " "
                    + entry.attributes().uid() + " " + entry.attributes().gid() + " "
                    + entry.attributes().mtimeSeconds());
        }
        assertThat(listed.lines().toList()).isEqualTo(expected);
    }

    private void makeFiles(int nameLength) throws IOException {
        Files.writeString(directory.resolve("plain"), "text");
        Files.createDirectories(directory.resolve("dir/sub"));
        Files.writeString(directory.resolve("dir/sub").resolve("n".repeat(nameLength / 2)), "deep");
        Files.writeString(directory.resolve("n".repeat(nameLength / 2)), "long");
        Files.createLink(directory.resolve("same"), directory.resolve("plain"));
        Files.createSymbolicLink(directory.resolve("link"), Path.of("dir/sub"));
        try (RandomAccessFile sparse =
                new RandomAccessFile(directory.resolve("sparse").toFile(), "rw")) {
            for (int i = 0; i < 40; i++) {
                sparse.seek(i * 100_000L);
                sparse.write(("piece " + i).getBytes(StandardCharsets.UTF_8));
            }
            sparse.setLength(5_000_000);
        }
    }

    private void checkFiles(byte[] tar) throws IOException {
        LayerIndex index = LayerReader.readArchive(new ByteArrayInputStream(tar), TarLimits.DEFAULT)
                .index();
        InMemoryBlobStore blobs = new InMemoryBlobStore();
        LayerContents contents = new LayerContents(blobs, new dev.jbuild.core.store.fakes.InMemoryLayerStore());
        Tree tree = Tree.EMPTY.apply(new dev.jbuild.core.oci.DiffId(blobs.put(tar)), index);
        int files = 0;
        for (LayerEntry entry : index.entries()) {
            if (entry instanceof Present present && present.entry() instanceof TreeEntry.RegularFile file) {
                byte[] bytes = Files.readAllBytes(directory.resolve(entry.path().toString()));
                assertThat(file.content()).as(entry.path().toString()).isEqualTo(Digest.of(bytes));
                try (var in = contents.open(tree, entry.path())) {
                    assertThat(Arrays.equals(in.readAllBytes(), bytes)).isTrue();
                }
                files++;
            }
        }
        assertThat(files).isEqualTo(5);
        assertThat(tree.origin(TreePath.of("same"))).isEqualTo(tree.origin(TreePath.of("plain")));
    }

    private Path written(String name) throws IOException {
        InMemoryBlobStore blobs = new InMemoryBlobStore();
        TreeListing tree =
                TreeListing.read(Files.readAllLines(CASES.resolve(name).resolve("after.tree")));
        WrittenLayer layer =
                LayerDiff.write(new ChangedFiles(tree.directory(), Kind.WHOLE, Ownership.AS_FOUND), Tree.EMPTY, blobs);
        return Files.write(
                directory.resolve("layer.tar"),
                blobs.open(layer.diffId().digest()).readAllBytes());
    }

    private static List<String> rawNames(Path tar) throws IOException {
        List<String> names = new ArrayList<>();
        TarReader reader = reader(tar);
        for (var next = reader.next(); next.isPresent(); next = reader.next()) {
            boolean slash = next.get().type() == TarEntry.Type.DIRECTORY;
            names.add((next.get().path().isRoot() ? "." : latin1(next.get().path())) + (slash ? "/" : ""));
        }
        return names;
    }

    private static TarReader reader(Path tar) throws IOException {
        return new TarReader(
                new ByteArrayInputStream(Files.readAllBytes(tar)), TarReader.Names.PLAIN, TarLimits.DEFAULT);
    }

    private static String latin1(TreePath path) {
        return new String(path.toBytes(), StandardCharsets.ISO_8859_1);
    }

    private static byte[] run(Path directory, String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().put("LC_ALL", "C.UTF-8");
        Path errors = Files.createTempFile("errors", "");
        Process process = builder.redirectError(errors.toFile()).start();
        byte[] output = process.getInputStream().readAllBytes();
        int status = process.waitFor();
        String said = Files.readString(errors);
        Files.delete(errors);
        assertThat(status).as(said).isZero();
        assertThat(said.lines().filter(line -> !line.equals(HARMLESS))).isEmpty();
        return output;
    }
}
