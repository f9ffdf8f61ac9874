package dev.jbuild.core.solver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.store.BlobStore;
import dev.jbuild.core.store.fakes.InMemoryBlobStore;
import dev.jbuild.core.tree.Attributes;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Comparing lists as bytes against a comparison of each path with each. */
class FileListsTest {
    private final BlobStore blobs = new InMemoryBlobStore();
    private final FileLists lists = new FileLists(blobs);

    /** Lists of one or two runs, in which what differs comes in clusters, at their ends as in the middle of thousands of equal lines. */
    @Test
    void findsWhatALookAtEachPathFinds() throws IOException {
        for (int seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            List<Map<TreePath, TreeEntry>> before = runs(random, seed % 10 == 0 ? 3000 : random.nextInt(12));
            List<Map<TreePath, TreeEntry>> after = new ArrayList<>();
            for (Map<TreePath, TreeEntry> run : before) {
                after.add(changed(run, random));
            }
            Digest kept = lists.put(list(before));
            FileLists.Compared found = lists.changesAndPut(kept, list(after));
            assertThat(found.changes()).as("seed %d", seed).isEqualTo(expected(before, after));
            assertThat(found.list()).isEqualTo(lists.put(list(after)));
            assertThat(lists.changes(kept, list(after))).isEqualTo(found.changes());
        }
    }

    @Test
    void comparesLinesThatAreLongerThanABuffer() throws IOException {
        TreePath path = TreePath.of("link");
        Observation.FileList before = sink -> {
            sink.accept(TreePath.of("a"), file("1"));
            sink.accept(path, link("x".repeat(200_000)));
            sink.accept(TreePath.of("z"), file("1"));
        };
        Observation.FileList after = sink -> {
            sink.accept(TreePath.of("a"), file("1"));
            sink.accept(path, link("x".repeat(199_999) + "y"));
            sink.accept(TreePath.of("z"), file("2"));
        };
        assertThat(lists.changes(lists.put(before), after).first()).containsExactly("link (content)", "z (content)");
        assertThat(lists.changes(lists.put(before), before).changed()).isZero();
    }

    private static List<Map<TreePath, TreeEntry>> runs(Random random, int files) {
        List<Map<TreePath, TreeEntry>> runs = new ArrayList<>();
        for (String directory :
                List.of("m", "b").subList(0, 1 + random.nextInt(2))) { // the second sorts before the first
            Map<TreePath, TreeEntry> run = new TreeMap<>();
            for (int i = 0; i <= files + 1; i++) {
                run.put(TreePath.of(directory + "/" + i), file("before " + i));
            }
            runs.add(run);
        }
        return runs;
    }

    private static Map<TreePath, TreeEntry> changed(Map<TreePath, TreeEntry> run, Random random) {
        Map<TreePath, TreeEntry> changed = new TreeMap<>(run);
        List<TreePath> paths = List.copyOf(changed.keySet());
        for (int i = random.nextInt(6); i > 0; i--) {
            int at = random.nextInt(paths.size() - 1) + 1; // the first stays, so that runs can be told apart
            TreePath path = paths.get(random.nextBoolean() ? at : paths.size() - 1);
            switch (random.nextInt(4)) {
                case 0 -> changed.remove(path);
                case 1 -> changed.put(TreePath.of(path + "+"), file("new"));
                case 2 -> changed.put(path, link("elsewhere\n"));
                default -> changed.put(path, file("after"));
            }
        }
        changed.put(paths.get(0), run.get(paths.get(0)));
        return changed;
    }

    private static FileChanges expected(List<Map<TreePath, TreeEntry>> before, List<Map<TreePath, TreeEntry>> after) {
        List<String> changes = new ArrayList<>();
        long files = 0;
        for (int run = 0; run < before.size(); run++) {
            Map<TreePath, TreeEntry> old = before.get(run);
            Map<TreePath, TreeEntry> now = after.get(run);
            files += now.size();
            TreeSet<TreePath> paths = new TreeSet<>(old.keySet());
            paths.addAll(now.keySet());
            for (TreePath path : paths) {
                if (!now.containsKey(path)) {
                    changes.add(path + " (removed)");
                } else if (!old.containsKey(path)) {
                    changes.add(path + " (added)");
                } else if (!now.get(path).equals(old.get(path))) {
                    boolean link = now.get(path) instanceof TreeEntry.Symlink;
                    changes.add(path + (link ? " (file → link)" : " (content)"));
                }
            }
        }
        return new FileChanges(files, changes.size(), changes);
    }

    private static Observation.FileList list(List<Map<TreePath, TreeEntry>> runs) {
        return sink -> {
            for (Map<TreePath, TreeEntry> run : runs) {
                for (Map.Entry<TreePath, TreeEntry> file : run.entrySet()) {
                    sink.accept(file.getKey(), file.getValue());
                }
            }
        };
    }

    private static TreeEntry file(String content) {
        return new TreeEntry.RegularFile(new Attributes(0644, 0, 0, 0), content.length(), Digest.ofUtf8(content));
    }

    private static TreeEntry link(String target) {
        return new TreeEntry.Symlink(
                new Attributes(0777, 0, 0, 0), target.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
