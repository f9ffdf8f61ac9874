package dev.jbuild.core.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.file.FileKind;
import dev.jbuild.core.file.FileStat;
import dev.jbuild.core.file.RootDirectories;
import dev.jbuild.core.file.RootDirectory;
import dev.jbuild.core.file.WritableRootDirectory;
import dev.jbuild.core.file.fakes.InMemoryRootDirectory;
import dev.jbuild.core.image.Image;
import dev.jbuild.core.layer.LayerWriter;
import dev.jbuild.core.layer.NewFile;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.store.fakes.InMemoryStore;
import dev.jbuild.core.tree.Attributes;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalExporterTest {
    private final InMemoryStore stored = new InMemoryStore();
    private final BuildStore store = stored.openBuild();
    private final InMemoryRootDirectory destination = new InMemoryRootDirectory();

    @TempDir
    Path directory;

    @AfterEach
    void closeStore() throws IOException {
        stored.close();
    }

    @Test
    void writesTheMergedFiles() throws IOException {
        Image image = SampleImages.of(
                store,
                SampleImages.files(Map.of("etc/gone", text("x"), "etc/kept", text("old"), "top", text("1"))),
                writer -> {
                    writer.addWhiteout(TreePath.of("etc/gone"));
                    file(writer, "etc/kept", 04755, 7, "new");
                    writer.add(TreePath.of("link"), new TreeEntry.Symlink(attributes(0777, 7), text("/etc/kept")));
                });

        export(image, LocalExporter.Owners.IMAGE);

        assertThat(paths()).containsExactly("/", "etc", "etc/kept", "link", "top");
        assertThat(content("etc/kept")).isEqualTo("new");
        assertThat(destination.readLink(TreePath.of("link"))).asString().isEqualTo("/etc/kept");
        FileStat stat = stat("etc/kept");
        assertThat(stat.mode()).isEqualTo(04755);
        assertThat(stat.uid()).isEqualTo(7);
        assertThat(stat.mtimeSeconds()).isEqualTo(5_000);
    }

    @Test
    void lendsNoRightsOfItsCaller() throws IOException {
        TreeMap<String, byte[]> xattrs = new TreeMap<>(Map.of("security.capability", text("c"), "user.a", text("b")));
        Image image = SampleImages.of(store, writer -> {
            file(writer, "ping", new Attributes(06755, 7, 7, 5_000, xattrs), "x");
        });

        export(image, LocalExporter.Owners.CALLER);

        assertThat(stat("ping").mode()).isEqualTo(0755);
        assertThat(stat("ping").uid()).isZero();
        assertThat(destination.xattrs(TreePath.of("ping"))).containsOnlyKeys("user.a");
    }

    @Test
    void replacesWhatIsInTheWay() throws IOException {
        destination
                .file("a", "mine")
                .directory("b")
                .file("b/inner", "mine")
                .file("c", "mine")
                .file("other", "mine");
        destination.link("d", "c");
        Image image = SampleImages.of(
                store, SampleImages.files(Map.of("a", text("1"), "b", text("2"), "c/d", text("3"), "d/e", text("4"))));

        export(image, LocalExporter.Owners.CALLER);

        assertThat(paths()).containsExactly("/", "a", "b", "c", "c/d", "d", "d/e", "other");
        assertThat(content("b")).isEqualTo("2");
        assertThat(content("d/e")).isEqualTo("4");
        assertThat(content("other")).isEqualTo("mine");
    }

    @Test
    void neverWritesThroughALink() throws IOException {
        destination.file("precious", "mine").link("a", "precious").link("dir", "/");
        Image image = SampleImages.of(store, SampleImages.files(Map.of("a", text("1"), "dir/precious", text("2"))));

        export(image, LocalExporter.Owners.CALLER);

        assertThat(content("precious")).isEqualTo("mine");
        assertThat(content("a")).isEqualTo("1");
        assertThat(content("dir/precious")).isEqualTo("2");
    }

    @Test
    void deletesWhatTheImageHasNot() throws IOException {
        destination.file("etc/old", "x").file("var/old/er", "x").file("etc/a", "x");
        Image image = SampleImages.of(store, SampleImages.files(Map.of("etc/a", text("1"))));

        export(image, LocalExporter.Owners.CALLER, "mode", "delete");

        assertThat(paths()).containsExactly("/", "etc", "etc/a");
    }

    @Test
    void keepsLinksOfOneFileAlsoWhenWrittenTwice() throws IOException {
        Image image = SampleImages.of(store, writer -> {
            writer.addFile(
                    new NewFile(TreePath.of("a"), attributes(0644, 0), 1, 1),
                    () -> new ByteArrayInputStream(text("x")));
            writer.addLink(TreePath.of("b"), 1);
        });

        export(image, LocalExporter.Owners.CALLER);
        export(image, LocalExporter.Owners.CALLER);

        assertThat(stat("a").inode()).isEqualTo(stat("b").inode());
        assertThat(paths()).containsExactly("/", "a", "b");
    }

    @Test
    void writesBelowTheNameOfThePlatformWithOneTime() throws IOException {
        Image image = SampleImages.of(store, SampleImages.files(Map.of("etc/a", text("1"))));

        FilesForm form =
                FilesForm.of(Map.of("platform-split", "true"), FilesForm.Split.NONE, Instant.ofEpochSecond(77));
        exporter(form, LocalExporter.Owners.CALLER).export(image, List.of());

        assertThat(paths()).containsExactly("/", "linux_amd64", "linux_amd64/etc", "linux_amd64/etc/a");
        assertThat(stat("linux_amd64/etc/a").mtimeSeconds()).isEqualTo(77);
        assertThat(stat("linux_amd64/etc").mtimeSeconds()).isEqualTo(77);
    }

    @Test
    void makesTheIndexAgainWhenItIsLost() throws IOException {
        Image image = SampleImages.of(store, SampleImages.files(Map.of("a", text("1"))));
        stored.layers().delete(image.config().diffIds().get(0));

        export(image, LocalExporter.Owners.CALLER);

        assertThat(content("a")).isEqualTo("1");
    }

    @Test
    void refusesAFileAsDestinationAndAnUnknownMode() throws IOException {
        Image image = SampleImages.of(store, SampleImages.files(Map.of("a", text("1"))));
        directory = Files.writeString(directory.resolve("file"), "");

        assertThatThrownBy(() -> export(image, LocalExporter.Owners.CALLER))
                .isInstanceOf(BuildException.class)
                .hasMessageEndingWith("it is no directory");
        assertThatThrownBy(() -> export(image, LocalExporter.Owners.CALLER, "mode", "move"))
                .hasMessage("output option mode: got \"move\", want copy or delete");
    }

    @Test
    void leavesNoTemporaryFileWhenALayerIsDamaged() throws IOException {
        Image image = SampleImages.of(store, SampleImages.files(Map.of("a", text("good"))));
        var layer = image.config().diffIds().get(0).digest();
        byte[] tar = store.blobs().open(layer).readAllBytes();
        tar[512] ^= 1;
        stored.blobs().damage(layer, tar);

        assertThatThrownBy(() -> export(image, LocalExporter.Owners.CALLER)).isInstanceOf(IOException.class);
        assertThat(paths()).containsExactly("/");
    }

    private void export(Image image, LocalExporter.Owners owners, String... option) throws IOException {
        Map<String, String> options = option.length == 0 ? Map.of() : Map.of(option[0], option[1]);
        exporter(FilesForm.of(options, FilesForm.Split.NONE, null), owners).export(image, List.of());
    }

    private LocalExporter exporter(FilesForm form, LocalExporter.Owners owners) {
        RootDirectories directories = new RootDirectories() {
            @Override
            public RootDirectory open(Path path) {
                return destination;
            }

            @Override
            public WritableRootDirectory openWritable(Path path) {
                return destination;
            }
        };
        return new LocalExporter(
                store.blobs(),
                store.layers(),
                form,
                new LocalExporter.Destination(directories, new OutputDirectory(directory), owners));
    }

    private List<String> paths() throws IOException {
        java.util.ArrayList<String> paths = new java.util.ArrayList<>();
        list(TreePath.ROOT, paths);
        return paths;
    }

    private void list(TreePath path, List<String> paths) throws IOException {
        paths.add(path.isRoot() ? "/" : path.toString());
        if (destination.stat(path).orElseThrow().kind() == FileKind.DIRECTORY) {
            for (TreePath name : destination.list(path)) {
                list(path.resolve(name), paths);
            }
        }
    }

    private String content(String path) throws IOException {
        return new String(destination.open(TreePath.of(path)).readAllBytes(), StandardCharsets.UTF_8);
    }

    private FileStat stat(String path) throws IOException {
        return destination.stat(TreePath.of(path)).orElseThrow();
    }

    private static void file(LayerWriter writer, String path, int mode, long owner, String content) throws IOException {
        file(writer, path, attributes(mode, owner), content);
    }

    private static void file(LayerWriter writer, String path, Attributes attributes, String content)
            throws IOException {
        byte[] bytes = text(content);
        writer.addFile(
                new NewFile(TreePath.of(path), attributes, bytes.length, 0), () -> new ByteArrayInputStream(bytes));
    }

    private static Attributes attributes(int mode, long owner) {
        return new Attributes(mode, owner, owner, 5_000);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
