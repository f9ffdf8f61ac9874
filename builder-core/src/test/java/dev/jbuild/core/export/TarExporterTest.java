package dev.jbuild.core.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.image.Image;
import dev.jbuild.core.layer.NewFile;
import dev.jbuild.core.layer.Samples;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.store.fakes.InMemoryStore;
import dev.jbuild.core.tree.Attributes;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TarExporterTest {
    private final InMemoryStore stored = new InMemoryStore();
    private final BuildStore store = stored.openBuild();

    @TempDir
    Path directory;

    @AfterEach
    void closeStore() throws IOException {
        stored.close();
    }

    @Test
    void writesTheMergedFilesOfAllTypes() throws IOException {
        byte[] tar = export(image(), FilesForm.of(Map.of(), FilesForm.Split.NONE, null));

        assertThat(listing(tar))
                .containsExactly(
                        "0 100644 0:0 a 3",
                        "1 100644 0:0 b -> a 0",
                        "0 40755 0:0 dev/ 0",
                        "3 20600 0:0 dev/null 1,3 0",
                        "2 120777 0:0 link -> a 0",
                        "0 100644 0:0 other 4")
                .as("the tar is its entries in path order, and the same each time");
        assertThat(export(image(), FilesForm.of(Map.of(), FilesForm.Split.NONE, null)))
                .isEqualTo(tar);
    }

    @Test
    void writesBelowTheNameOfThePlatformWithOneTime() throws IOException {
        FilesForm form = FilesForm.of(Map.of("platform-split", "1"), FilesForm.Split.NONE, Instant.ofEpochSecond(99));

        byte[] tar = export(image(), form);

        assertThat(listing(tar))
                .allMatch(line -> line.contains(" linux_amd64/"))
                .hasSize(7);
        try (TarArchiveInputStream in = new TarArchiveInputStream(new ByteArrayInputStream(tar))) {
            for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                assertThat(entry.getLastModifiedTime().toMillis()).isEqualTo(99_000);
            }
        }
    }

    @Test
    void leavesNothingWhenALayerIsDamaged() throws IOException {
        Image image = SampleImages.of(store, SampleImages.files(Map.of("a", Samples.noise(900_000, 1))));
        var layer = image.config().diffIds().get(0).digest();
        byte[] bytes = store.blobs().open(layer).readAllBytes();
        bytes[700_000] ^= 1;
        stored.blobs().damage(layer, bytes);
        Path file = Files.writeString(directory.resolve("out.tar"), "before");
        Exporter exporter = new TarExporter(
                store.blobs(),
                store.layers(),
                FilesForm.of(Map.of(), FilesForm.Split.NONE, null),
                new OutputTarget.ToFile(file));

        assertThatThrownBy(() -> exporter.export(image, List.of())).isInstanceOf(IOException.class);
        assertThat(file).hasContent("before");
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }
    }

    private Image image() throws IOException {
        return SampleImages.of(
                store,
                SampleImages.files(Map.of("gone", new byte[9], "other", new byte[3])),
                writer -> {
                    Attributes plain = new Attributes(0600, 0, 0, 5_000);
                    writer.add(TreePath.of("dev"), new TreeEntry.Directory(plain.withMode(0755)));
                    writer.add(
                            TreePath.of("dev/null"),
                            new TreeEntry.Special(plain, TreeEntry.Special.Type.CHARACTER_DEVICE, 1, 3));
                    writer.addWhiteout(TreePath.of("gone"));
                },
                writer -> {
                    Attributes plain = new Attributes(0644, 0, 0, 5_000);
                    writer.addFile(
                            new NewFile(TreePath.of("a"), plain, 3, 1), () -> new ByteArrayInputStream(new byte[3]));
                    writer.addLink(TreePath.of("b"), 1);
                    writer.add(TreePath.of("link"), new TreeEntry.Symlink(plain, new byte[] {'a'}));
                    writer.addFile(
                            new NewFile(TreePath.of("other"), plain, 4, 0),
                            () -> new ByteArrayInputStream(new byte[4]));
                });
    }

    private byte[] export(Image image, FilesForm form) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        OutputTarget target = new OutputTarget.ToStream(out, "standard output");
        new TarExporter(store.blobs(), store.layers(), form, target).export(image, List.of());
        return out.toByteArray();
    }

    private static List<String> listing(byte[] tar) throws IOException {
        List<String> lines = new ArrayList<>();
        try (TarArchiveInputStream in = new TarArchiveInputStream(new ByteArrayInputStream(tar))) {
            for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                String device = entry.isCharacterDevice() ? entry.getDevMajor() + "," + entry.getDevMinor() + " " : "";
                String link = entry.isLink() || entry.isSymbolicLink() ? "-> " + entry.getLinkName() + " " : "";
                int type = entry.getLinkFlag() - '0';
                int kind = entry.isDirectory()
                        ? 040000
                        : entry.isCharacterDevice() ? 020000 : entry.isSymbolicLink() ? 0120000 : 0100000;
                lines.add("%d %o %d:%d %s %s%d"
                        .formatted(
                                type == 5 ? 0 : type,
                                kind | entry.getMode() & 07777,
                                entry.getLongUserId(),
                                entry.getLongGroupId(),
                                entry.getName(),
                                device + link,
                                entry.getSize()));
            }
        }
        return lines;
    }
}
