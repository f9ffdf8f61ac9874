package dev.jbuild.core.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.context.DirectorySource;
import dev.jbuild.core.context.SourceTree;
import dev.jbuild.core.file.fakes.InMemoryRootDirectory;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.store.fakes.InMemoryFileDigests;
import dev.jbuild.core.store.fakes.InMemoryStore;
import dev.jbuild.core.tree.LayerEntry;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A COPY of many files takes what has not changed from the layer that it made before, and makes the same layer as one that does not. */
class EarlierLayerTest {
    private static final int FILES = 1200;

    private final InMemoryStore store = new InMemoryStore();
    private final InMemoryFileDigests digests = new InMemoryFileDigests();
    private final InMemoryRootDirectory files = new InMemoryRootDirectory(100);

    @BeforeEach
    void makeManyFiles() {
        for (int i = 0; i < FILES; i++) {
            files.file(TreePath.of("src/" + i % 7 + "/" + i), content("file " + i, i));
        }
        files.file(TreePath.of("src/empty"), new byte[0]);
        files.hardLink("src/0/twin", "src/3/1060");
        files.hardLink("src/6/twin", "src/3/1060");
    }

    @Test
    void opensOnlyWhatHasChanged() throws Exception {
        copy();
        change();
        int before = files.opened();

        DiffId layer = copy();

        assertThat(files.opened() - before).isLessThan(40); // a read for the digest and one for the copy, not 1,200
        assertSameAsWithoutHistory(layer);
    }

    @Test
    void makesTheSameOfFilesThatCameAndWent() throws Exception {
        copy();
        for (int i = 0; i < FILES; i += 3) {
            files.delete(TreePath.of("src/" + i % 7 + "/" + i));
        }
        for (int i = 0; i < FILES; i += 5) {
            files.file(TreePath.of("src/" + i % 7 + "/new-" + i), content("new " + i, i));
        }
        files.delete(TreePath.of("src/0/twin"));
        files.file(TreePath.of("src/1/1"), content("a file of another size", 3000));

        assertSameAsWithoutHistory(copy());
    }

    @Test
    void takesNothingFromALayerThatIsDamaged() throws Exception {
        DiffId first = copy();
        LayerEntry.Present file = (LayerEntry.Present) store.layers().index(first).orElseThrow().entries().stream()
                .filter(entry -> entry.path().equals(TreePath.of("src/2/9")))
                .findFirst()
                .orElseThrow();
        byte[] tar;
        try (InputStream in = store.blobs().open(first.digest())) {
            tar = in.readAllBytes();
        }
        tar[(int) file.offset()] ^= 1;
        store.blobs().damage(first.digest(), tar);
        change();

        assertSameAsWithoutHistory(copy());
        assertThat(store.blobs().contains(first.digest())).isFalse();
    }

    @Test
    void takesNothingFromALayerThatIsShorterThanItsIndex() throws Exception {
        DiffId first = copy();
        store.blobs().damage(first.digest(), new byte[1000]);
        change();

        assertSameAsWithoutHistory(copy());
    }

    @Test
    void doesWithoutALayerThatIsGone() throws Exception {
        store.blobs().delete(copy().digest());
        change();

        assertSameAsWithoutHistory(copy());
    }

    private void change() {
        files.file(TreePath.of("src/4/11"), content("FILE 11", 11));
    }

    private static byte[] content(String text, int more) {
        return (text + "\n" + "x".repeat(more)).getBytes(StandardCharsets.UTF_8);
    }

    private void assertSameAsWithoutHistory(DiffId layer) throws Exception {
        InMemoryStore empty = new InMemoryStore();
        DiffId fresh = copy(new DirectorySource(files, new InMemoryFileDigests()), empty);
        assertThat(layer).isEqualTo(fresh);
        assertThat(store.layers().index(layer)).isEqualTo(empty.layers().index(fresh));
        for (LayerEntry entry : store.layers().index(layer).orElseThrow().entries()) {
            if (entry instanceof LayerEntry.Present present && present.entry() instanceof TreeEntry.RegularFile file) {
                try (InputStream in = files.open(entry.path())) {
                    assertThat(Digest.of(in.readAllBytes())).isEqualTo(file.content());
                }
            }
        }
    }

    private DiffId copy() {
        return copy(new DirectorySource(files, digests), store);
    }

    private static DiffId copy(SourceTree context, InMemoryStore into) {
        CopyStep step = new CopyStep(new SingleCopy.OneContext(context), into.blobs(), into.layers(), Runnable::run);
        step.observe(SingleCopy.request("src", "/src"), 1).toCompletableFuture().join();
        return step.run(SingleCopy.request("src", "/src"))
                .toCompletableFuture()
                .join()
                .layer();
    }
}
