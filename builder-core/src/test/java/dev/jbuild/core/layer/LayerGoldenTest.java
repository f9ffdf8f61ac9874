package dev.jbuild.core.layer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.layer.ChangedFiles.Kind;
import dev.jbuild.core.layer.ChangedFiles.Ownership;
import dev.jbuild.core.store.fakes.InMemoryBlobStore;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.testdata.Golden;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The tar of what changed from one listed tree to another, entry by entry as a reader sees it, and its diffID: a layer of the same
 * content never becomes other bytes without somebody deciding so.
 */
class LayerGoldenTest {
    private static final Path CASES = Path.of("../testdata/src/main/resources/layers");

    static List<String> cases() throws IOException {
        try (Stream<Path> directories = Files.list(CASES)) {
            return directories
                    .map(path -> path.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void writesTheSameBytesAsEver(String name) throws IOException {
        InMemoryBlobStore blobs = new InMemoryBlobStore();
        WrittenLayer before = write(name, "before.tree", Tree.EMPTY, blobs);
        Tree parent = Tree.EMPTY.apply(before.diffId(), before.index());

        WrittenLayer layer = write(name, "after.tree", parent, blobs);

        byte[] tar = blobs.open(layer.diffId().digest()).readAllBytes();
        Golden.check(CASES.resolve(name).resolve("layer.listing"), layer.diffId() + "\n" + listing(tar));
    }

    @Test
    void hasCases() throws IOException {
        assertThat(cases()).hasSizeGreaterThanOrEqualTo(10);
    }

    private static WrittenLayer write(String name, String file, Tree parent, InMemoryBlobStore blobs)
            throws IOException {
        TreeListing tree =
                TreeListing.read(Files.readAllLines(CASES.resolve(name).resolve(file)));
        return LayerDiff.write(new ChangedFiles(tree.directory(), Kind.WHOLE, Ownership.AS_FOUND), parent, blobs);
    }

    private static String listing(byte[] tar) throws IOException {
        TarReader reader = new TarReader(new ByteArrayInputStream(tar), TarReader.Names.PLAIN, TarLimits.DEFAULT);
        StringBuilder lines = new StringBuilder();
        for (Optional<TarEntry> entry = reader.next(); entry.isPresent(); entry = reader.next()) {
            lines.append(TreeListing.line(entry.get(), reader.content().readAllBytes()))
                    .append('\n');
        }
        return lines.toString();
    }
}
