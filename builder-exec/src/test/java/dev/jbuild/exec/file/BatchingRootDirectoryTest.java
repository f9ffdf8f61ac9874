package dev.jbuild.exec.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.file.DirectoryStamp;
import dev.jbuild.core.file.FileHash;
import dev.jbuild.core.file.FileStat;
import dev.jbuild.core.file.NamedFile;
import dev.jbuild.core.file.NioRootDirectory;
import dev.jbuild.core.file.ReadFiles;
import dev.jbuild.core.file.RootDirectory;
import dev.jbuild.core.file.StatedStream;
import dev.jbuild.core.file.contracts.RootDirectoryContract;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.tree.TreePath;
import dev.jbuild.exec.calls.CallBatch;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchingRootDirectoryTest implements RootDirectoryContract {
    @TempDir
    Path directory;

    @Override
    public RootDirectory sample() throws IOException {
        Files.writeString(directory.resolve("a"), "hello");
        Files.setPosixFilePermissions(directory.resolve("a"), PosixFilePermissions.fromString("rw-r-----"));
        Files.createDirectories(directory.resolve("d/deep/er"));
        Files.writeString(directory.resolve("d/x"), "x");
        Files.writeString(directory.resolve("d/deep/er/y"), "y");
        for (String[] link :
                new String[][] {{"link", "a"}, {"up", "../../a"}, {"out", "/etc"}, {"dlink", "d"}, {"loop", "loop"}}) {
            Files.createSymbolicLink(directory.resolve(link[0]), Path.of(link[1]));
        }
        Files.createLink(directory.resolve("same"), directory.resolve("a"));
        return batching();
    }

    /** One that does everything in batches from the first file on, and fails for all that a batch does not do. */
    private BatchingRootDirectory batching() throws IOException {
        return new BatchingRootDirectory(NioRootDirectory.open(directory), directory, 0);
    }

    /** One that hashes in lanes, be that of use on this machine or not. */
    private BatchReader inLanes() throws IOException {
        return BatchReader.open(directory, true).orElseThrow();
    }

    @Test
    void leavesLargeFilesToJavaWhereLanesAreOfNoUse() throws IOException {
        List<TreePath> paths = Stream.of("a", "b", "c").map(TreePath::of).toList();
        long[] sizesBytes = {300_000, 300_000, 300_000};
        for (TreePath path : paths) {
            Files.write(directory.resolve(path.toString()), new byte[300_000]);
        }
        try (BatchReader reader = BatchReader.open(directory, false).orElseThrow()) {
            assertThat(reader.hash(paths, sizesBytes)).containsOnly(Optional.empty());
        }
        try (BatchReader reader = inLanes()) {
            assertThat(reader.hash(paths, sizesBytes)).doesNotContain(Optional.empty());
        }
    }

    @Test
    void callsAreHere() {
        assertThat(CallBatch.isSupported()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void readsManyFilesWhole(boolean lanes) throws IOException {
        List<TreePath> paths = new ArrayList<>();
        int[] sizes = new int[3000];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = i * 37 % 1500;
            byte[] content = new byte[sizes[i]];
            Arrays.fill(content, (byte) i);
            Files.write(directory.resolve("f" + i), content);
            paths.add(TreePath.of("f" + i));
        }
        try (BatchReader reader = BatchReader.open(directory, lanes).orElseThrow()) {
            List<NamedFile> children = reader.children(TreePath.ROOT).orElseThrow();
            assertThat(children)
                    .extracting(NamedFile::name)
                    .containsExactlyElementsOf(paths.stream().sorted().toList());
            ReadFiles read = reader.read(paths, sizes);
            for (int i = 0; i < sizes.length; i++) {
                assertThat(read.has(i)).isTrue();
                byte[] content = Arrays.copyOfRange(read.bytes(), read.start(i), read.start(i) + sizes[i]);
                assertThat(read.hash(i, sizes[i], Digest.Algorithm.SHA256.newMessageDigest()))
                        .isEqualTo(Digest.of(content).hash());
                for (int at = read.start(i); at < read.start(i) + sizes[i]; at++) {
                    assertThat(read.bytes()[at]).isEqualTo((byte) i);
                }
            }
        }
    }

    @Test
    void leavesOutWhatIsTooLargeForABatch() throws IOException {
        Files.write(directory.resolve("large"), new byte[4 * 1024 * 1024]);
        Files.write(directory.resolve("small"), new byte[] {7});
        try (BatchReader reader = BatchReader.open(directory).orElseThrow()) {
            List<TreePath> files = List.of(TreePath.of("large"), TreePath.of("small"));
            ReadFiles read = reader.read(files, new int[] {4 * 1024 * 1024, 1});
            assertThat(read.has(0)).isFalse();
            assertThat(read.has(1)).isTrue();
            assertThat(read.bytes()[read.start(1)]).isEqualTo((byte) 7);
        }
    }

    @Test
    void tellsOfAnOpenFileWhetherItChanged() throws IOException {
        Path file = Files.writeString(directory.resolve("f"), "before");
        TreePath path = TreePath.of("f");
        try (RootDirectory root = batching();
                StatedStream open = (StatedStream) root.open(path)) {
            FileStat stat = root.stat(path).orElseThrow();
            assertThat(stat.isUnchanged(open.stat())).isTrue();
            assertThat(open.readNBytes(3)).isEqualTo(new byte[] {'b', 'e', 'f'});
            assertThat(stat.isUnchanged(open.stat())).isTrue();
            Files.writeString(file, "behind");
            Files.setLastModifiedTime(file, FileTime.from(stat.mtimeNanos(), TimeUnit.NANOSECONDS)); // not its ctime
            assertThat(stat.isUnchanged(open.stat())).isFalse();
        }
    }

    @Test
    void tellsOfTheFileThatIsReadWhenAnotherTookItsName() throws IOException {
        Path file = Files.writeString(directory.resolve("f"), "one");
        TreePath path = TreePath.of("f");
        try (RootDirectory root = batching()) {
            StatedStream open = (StatedStream) root.open(path);
            Files.move(Files.writeString(directory.resolve("g"), "two"), file, StandardCopyOption.REPLACE_EXISTING);
            FileStat other = root.stat(path).orElseThrow();
            assertThat(other.isUnchanged(open.stat())).isFalse();
            assertThat(open.stat().links()).isZero();
            assertThat(open.readAllBytes()).isEqualTo("one".getBytes(StandardCharsets.UTF_8));
            open.close();
            assertThatThrownBy(open::stat).isInstanceOf(IOException.class).hasMessage("\"f\" is closed");
        }
    }

    @Test
    void leavesOutFilesWithAttributes() throws IOException {
        Path file = Files.writeString(directory.resolve("f"), "x");
        UserDefinedFileAttributeView view = Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
        try {
            view.write("color", StandardCharsets.UTF_8.encode("red"));
        } catch (IOException e) {
            Assumptions.abort("this file system has no user attributes");
        }
        try (RootDirectory root = batching()) {
            assertThat(root.read(List.of(TreePath.of("f")), new int[] {1}).has(0))
                    .isFalse();
        }
    }

    @Test
    void doesNotWaitForAWriterOfAFifo() throws Exception {
        assertThat(new ProcessBuilder("mkfifo", directory.resolve("pipe").toString())
                        .start()
                        .waitFor())
                .isZero();
        try (RootDirectory root = batching()) {
            assertThat(root.read(List.of(TreePath.of("pipe")), new int[] {0}).has(0))
                    .isFalse();
        }
    }

    @Test
    void keepsBytesOfNames() throws IOException {
        Files.writeString(Path.of(URI.create(directory.toUri() + "n%ff%e9%25%20%0a")), "stray");
        TreePath stray = TreePath.of(new byte[] {'n', (byte) 0xff, (byte) 0xe9, '%', ' ', '\n'});
        try (RootDirectory root = batching()) {
            assertThat(root.children(TreePath.ROOT)).extracting(NamedFile::name).containsExactly(stray);
            assertThat(root.read(List.of(stray), new int[] {5}).has(0)).isTrue();
        }
    }

    @Test
    void staysBelowADirectoryThatWasMoved() throws IOException {
        Files.createDirectory(directory.resolve("d"));
        Files.writeString(directory.resolve("d/f"), "one");
        try (RootDirectory root = batching()) {
            assertThat(root.children(TreePath.of("d"))).hasSize(1);
            Files.move(directory.resolve("d"), directory.resolve("moved"));
            Files.createSymbolicLink(directory.resolve("d"), Path.of("/etc"));
            assertThatThrownBy(() -> root.children(TreePath.of("d"))).isInstanceOf(IOException.class);
            assertThat(root.read(List.of(TreePath.of("d/hostname")), new int[] {1})
                            .has(0))
                    .isFalse();
        }
    }

    @Test
    void holdsNoDescriptorWhenItIsClosed() throws IOException {
        Files.writeString(directory.resolve("f"), "x");
        BatchingRootDirectory root = batching();
        root.children(TreePath.ROOT);
        root.read(List.of(TreePath.of("f"), TreePath.of("gone")), new int[] {1, 1});
        assertThat(openBelow()).isNotEmpty();
        root.close();
        assertThat(openBelow()).isEmpty();
    }

    /** What descriptors of this process name in the directory of the test. */
    private List<String> openBelow() throws IOException {
        List<String> open = new ArrayList<>();
        for (String number : Path.of("/proc/self/fd").toFile().list()) {
            Path link = Path.of("/proc/self/fd", number);
            if (Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
                String target = Files.readSymbolicLink(link).toString();
                if (target.startsWith(directory.toRealPath().toString())) {
                    open.add(target);
                }
            }
        }
        return open;
    }

    @Test
    void stampsADirectoryByAllThatLstatTellsOfIt() throws IOException {
        for (int i = 0; i < 2500; i++) {
            Files.writeString(
                    Files.createDirectories(directory.resolve("d/" + i % 3)).resolve("a-longer-name-" + i),
                    "text " + i);
        }
        List<DirectoryStamp> seen = new ArrayList<>();
        try (RootDirectory root = batching()) {
            seen.add(stamp(root));
            assertThat(Files.readString(directory.resolve("d/1/a-longer-name-1")))
                    .isEqualTo("text 1");
            assertThat(stamp(root)).isEqualTo(seen.get(0)); // reading changes nothing
            assertThat(seen.get(0).entries()).isEqualTo(2500 + 3 + 4 * 2); // names, and . and .. of four directories

            Path file = directory.resolve("d/2/a-longer-name-2");
            Files.writeString(file, "other!"); // of the same size
            seen.add(stamp(root));
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-----"));
            seen.add(stamp(root));
            Files.move(file, file.resolveSibling("another-name-2"));
            seen.add(stamp(root));
            Files.delete(file.resolveSibling("another-name-2"));
            seen.add(stamp(root));
            Files.createDirectory(directory.resolve("d/new"));
            seen.add(stamp(root));
            Files.createSymbolicLink(directory.resolve("d/new/link"), Path.of("nowhere"));
            seen.add(stamp(root));

            assertThat(seen).doesNotHaveDuplicates();
            Files.createDirectory(directory.resolve("beside"));
            assertThat(stamp(root)).isEqualTo(seen.get(seen.size() - 1)); // what is outside does not count
        }
    }

    @Test
    void stampsNothingOfWhatIsNotEnteredAndNoLink() throws IOException {
        Files.createDirectories(directory.resolve("d/in"));
        Files.createDirectories(directory.resolve("d/out/deep"));
        Files.createSymbolicLink(directory.resolve("l"), Path.of("d"));
        try (RootDirectory root = batching()) {
            Predicate<TreePath> enters = path -> !path.equals(TreePath.of("d/out"));
            Optional<DirectoryStamp> before = root.stamp(TreePath.of("d"), enters);
            Files.writeString(directory.resolve("d/out/deep/file"), "x");
            assertThat(root.stamp(TreePath.of("d"), enters)).isEqualTo(before);
            Files.writeString(directory.resolve("d/in/file"), "x");
            assertThat(root.stamp(TreePath.of("d"), enters)).isNotEqualTo(before);
            assertThat(root.stamp(TreePath.of("l"), path -> true)).isEmpty();
            assertThat(root.stamp(TreePath.of("d/in/file"), path -> true)).isEmpty();
            assertThat(root.stamp(TreePath.of("none"), path -> true)).isEmpty();
        }
    }

    /** What was listed counts as it was then, the rest as it is; both make the stamp that the next build takes. */
    @Test
    void stampsWhatWasListedAsItWasThen() throws IOException {
        Files.createDirectories(directory.resolve("d/in/deeper"));
        Files.createDirectories(directory.resolve("d/other"));
        for (int i = 0; i < 600; i++) { // more than one listing of 32 KiB has names for
            Files.writeString(directory.resolve("d/in/" + "file with quite a long name ".repeat(2) + i), "x");
        }
        Predicate<TreePath> all = path -> true;
        DirectoryStamp before;
        try (RootDirectory root = batching()) {
            before = stamp(root);
            assertThat(root.stampOfListed(TreePath.of("d"), all)).contains(before); // nothing was listed
            for (String path : new String[] {"d", "d/in", "d/in/deeper"}) {
                root.children(TreePath.of(path));
            }
            assertThat(root.stampOfListed(TreePath.of("d"), all)).contains(before);
            assertThat(root.stampOfListed(TreePath.of("d"), path -> !path.equals(TreePath.of("d/in"))))
                    .isEqualTo(root.stamp(TreePath.of("d"), path -> !path.equals(TreePath.of("d/in"))));

            Files.writeString(directory.resolve("d/in/file"), "new");
            assertThat(root.stampOfListed(TreePath.of("d"), all)).contains(before);
            assertThat(stamp(root)).isNotEqualTo(before);
            Files.writeString(directory.resolve("d/other/file"), "new");
            assertThat(root.stampOfListed(TreePath.of("d"), all)).isNotEqualTo(Optional.of(before));
        }
        assertThat(before.settledNanos()).isGreaterThan((System.currentTimeMillis() - 600_000) * 1_000_000L);
    }

    /** Two directories that change places, with all that is in them, are told by what is above them. */
    @Test
    void stampsDoNotMistakeOneDirectoryForAnother() throws IOException {
        Files.createDirectories(directory.resolve("d/one"));
        Files.createDirectories(directory.resolve("d/two"));
        Files.writeString(directory.resolve("d/one/a"), "1");
        Files.writeString(directory.resolve("d/two/b"), "2");
        try (RootDirectory root = batching()) {
            DirectoryStamp before = stamp(root);
            Files.move(directory.resolve("d/one"), directory.resolve("d/three"));
            Files.move(directory.resolve("d/two"), directory.resolve("d/one"));
            Files.move(directory.resolve("d/three"), directory.resolve("d/two"));
            assertThat(stamp(root)).isNotEqualTo(before);
        }
    }

    @Test
    void hashesLargeFilesAtOnce() throws IOException {
        int[] sizes = {1, 131_071, 131_072, 131_073, 400_000, 400_064, 262_144, 300_001, 399_999, 1_000};
        List<TreePath> paths = new ArrayList<>();
        long[] sizesBytes = new long[sizes.length];
        Random random = new Random(1);
        for (int i = 0; i < sizes.length; i++) {
            byte[] bytes = new byte[sizes[i]];
            random.nextBytes(bytes);
            Files.write(directory.resolve("f" + i), bytes);
            paths.add(TreePath.of("f" + i));
            sizesBytes[i] = sizes[i];
        }
        try (RootDirectory root = batching();
                BatchReader reader = inLanes()) {
            List<Optional<FileHash>> hashes = reader.hash(paths, sizesBytes);
            for (int i = 0; i < sizes.length; i++) {
                FileHash hash = hashes.get(i).orElseThrow();
                assertThat(Digest.ofHash(hash.sha256()))
                        .as("of %d bytes", sizes[i])
                        .isEqualTo(Digest.of(Files.readAllBytes(directory.resolve("f" + i))));
                assertThat(hash.stat()).isEqualTo(root.stat(paths.get(i)).orElseThrow());
            }
        }
    }

    @Test
    void hashesNoFileThatIsNotWhatItIsSaidToBe() throws Exception {
        byte[] bytes = new byte[300_000];
        List<String> names = List.of("good", "shorter", "longer", "link", "gone", "fifo", "attribute", "fine", "well");
        for (String name : names) {
            Files.write(directory.resolve(name), bytes);
        }
        Files.write(directory.resolve("shorter"), new byte[299_999]);
        Files.write(directory.resolve("longer"), new byte[300_001]);
        Files.delete(directory.resolve("link"));
        Files.createSymbolicLink(directory.resolve("link"), Path.of("good"));
        Files.delete(directory.resolve("gone"));
        Files.delete(directory.resolve("fifo"));
        assertThat(new ProcessBuilder("mkfifo", directory.resolve("fifo").toString())
                        .start()
                        .waitFor())
                .isZero();
        Files.getFileAttributeView(directory.resolve("attribute"), UserDefinedFileAttributeView.class)
                .write("note", ByteBuffer.wrap(new byte[] {1}));
        long[] sizesBytes = new long[names.size()];
        Arrays.fill(sizesBytes, bytes.length);
        try (BatchReader reader = inLanes()) {
            List<Optional<FileHash>> hashes =
                    reader.hash(names.stream().map(TreePath::of).toList(), sizesBytes);
            for (int i = 0; i < names.size(); i++) {
                boolean whole = List.of("good", "fine", "well").contains(names.get(i));
                assertThat(hashes.get(i).isPresent()).as(names.get(i)).isEqualTo(whole);
            }
        }
    }

    @Test
    void hashesOneAfterTheOtherWhereOneIsLongerThanAllOthers() {
        assertThat(LargeHashes.worthIt(new long[] {10, 9, 8, 1000, 10})).containsExactlyInAnyOrder(0, 1, 2, 4);
        assertThat(LargeHashes.worthIt(new long[] {1000, 1000})).isEmpty();
        assertThat(LargeHashes.worthIt(new long[] {5, 5, 5})).hasSize(3);
        assertThat(LargeHashes.worthIt(new long[0])).isEmpty();
    }

    private static DirectoryStamp stamp(RootDirectory root) throws IOException {
        return root.stamp(TreePath.of("d"), path -> true).orElseThrow();
    }
}
