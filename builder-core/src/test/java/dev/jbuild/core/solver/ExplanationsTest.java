package dev.jbuild.core.solver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.plan.BuildPlan;
import dev.jbuild.core.plan.Op;
import dev.jbuild.core.store.CacheIndex.KeyPlace;
import dev.jbuild.core.tree.Attributes;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ExplanationsTest {
    private final SolverRig rig = new SolverRig();

    private static BuildPlan run(String image, String words, Map<String, String> env) {
        Plans plans = new Plans();
        Op.Run run = Plans.run(List.of(words.split(" ")), List.of());
        plans.add(
                new Op.Run(
                        run.args(),
                        new TreeMap<>(env),
                        Set.of("VERSION"),
                        run.proxyEnv(),
                        run.workingDir(),
                        run.user(),
                        run.platform(),
                        run.network(),
                        run.security(),
                        run.mounts(),
                        run.files(),
                        run.surroundings()),
                "RUN " + words,
                plans.image(image, image));
        return plans.plan();
    }

    private String why(BuildPlan plan) {
        rig.solution(plan);
        List<String> reasons = rig.reasons(plan.targets().get(0).vertex());
        assertThat(reasons).hasSize(1);
        return reasons.get(0);
    }

    @Test
    void saysThatACommandIsNew() {
        assertThat(why(run("debian", "set 1", Map.of()))).isEqualTo("no record for this command yet");
    }

    @Test
    void saysThatTheCommandChanged() {
        why(run("debian", "set 1", Map.of()));
        assertThat(why(run("debian", "set 2", Map.of()))).isEqualTo("the command changed");
    }

    @Test
    void namesTheVariableThatChanged() {
        why(run("debian", "set 1", Map.of("VERSION", "1", "A", "x")));
        assertThat(why(run("debian", "set 1", Map.of("VERSION", "2", "A", "x"))))
                .isEqualTo("ARG VERSION changed");
        assertThat(why(run("debian", "set 1", Map.of("VERSION", "2", "B", "y"))))
                .isEqualTo("variable A is gone; variable B is new");
    }

    @Test
    void keepsNoValueThatLooksLikeASecret() throws IOException {
        why(run("debian", "set 1", Map.of("API_TOKEN", "hunter2")));
        KeyPlace place = new KeyPlace(".", "Dockerfile", "s", 2);
        assertThat(rig.store.cache().lastFields(place).orElseThrow().toString())
                .contains("API_TOKEN=concealed:")
                .doesNotContain("hunter2");
        rig.solution(run("debian", "set 1", Map.of("API_TOKEN", "hunter3")));
        assertThat(rig.events.toString())
                .contains("variable API_TOKEN changed")
                .doesNotContain("reason=hunter")
                .doesNotContain("concealed");
    }

    @Test
    void namesAnotherBaseImage() {
        why(run("debian", "set 1", Map.of()));
        assertThat(why(run("fedora", "set 1", Map.of()))).isEqualTo("its base is another image: [s] FROM fedora");
    }

    @Test
    void namesTheInputThatChanged() {
        Plans first = new Plans();
        first.run("add 1", first.run("set 1", first.scratch()));
        rig.solution(first.plan());
        Plans second = new Plans();
        second.run("add 1", second.run("set 2", second.scratch()));
        assertThat(why(second.plan())).isEqualTo("its input changed: [s 2/9] RUN set 2");
    }

    @Test
    void saysThatAResultIsLost() {
        BuildPlan plan = run("debian", "set 1", Map.of());
        Solution solution = rig.solution(plan);
        rig.store
                .blobs()
                .delete(solution.records()
                        .get(plan.targets().get(0).vertex())
                        .layer()
                        .digest());
        assertThat(why(plan)).isEqualTo("its result is no longer in the store");
    }

    @Test
    void saysThatAnotherInstructionStoodThere() {
        Plans first = new Plans();
        first.run("set 1", first.scratch());
        rig.solution(first.plan());
        Plans second = new Plans();
        second.add(new Op.MakeDirectory("/a", ""), "WORKDIR /a", second.scratch());
        Forecast forecast = rig.forecast(second.plan());
        assertThat(forecast.lines().get(1).why().reason()).isEqualTo("another instruction stood here");
    }

    @Test
    void comparesWithTheLastBuildAlsoWhenThatRanNothing() {
        rig.solution(run("debian", "set 1", Map.of("V", "1")));
        rig.solution(run("debian", "set 2", Map.of("V", "1")));
        rig.solution(run("debian", "set 1", Map.of("V", "1")));
        assertThat(why(run("debian", "set 1", Map.of("V", "2")))).isEqualTo("variable V changed");
    }

    @Test
    void givesTheValuesInTheDetails() {
        rig.solution(run("debian", "set 1", Map.of("V", "1")));
        BuildPlan plan = run("debian", "set 1", Map.of("V", "2"));
        List<String> details = rig.forecast(plan).lines().get(1).why().details();
        assertThat(details.get(0)).startsWith("key            run/1 ").endsWith("(built 0 seconds ago)");
        assertThat(details.get(1)).isEqualTo("V              1 → 2");
    }

    private static Observation.FileList files(Map<String, TreeEntry> files) {
        return sink -> {
            for (Map.Entry<String, TreeEntry> file : new TreeMap<>(files).entrySet()) {
                sink.accept(TreePath.of(file.getKey()), file.getValue());
            }
        };
    }

    private static TreeEntry file(String content, int mode) {
        return new TreeEntry.RegularFile(new Attributes(mode, 0, 0, 0), content.length(), Digest.ofUtf8(content));
    }

    private String changes(Map<String, TreeEntry> before, Map<String, TreeEntry> after) throws IOException {
        FileLists lists = new FileLists(rig.store.blobs());
        return lists.changes(lists.put(files(before)), files(after)).sentence();
    }

    @Test
    void namesFilesAndWhatOfThemChanged() throws IOException {
        assertThat(changes(
                        Map.of("run.sh", file("x", 0644), "src/Main.java", file("a", 0644), "z", file("z", 0644)),
                        Map.of("run.sh", file("x", 0755), "src/Main.java", file("b", 0644), "z", file("z", 0644))))
                .isEqualTo("2 of 3 files changed: run.sh (mode 0644 → 0755), src/Main.java (content)");
    }

    @Test
    void namesFilesThatCameAndWent() throws IOException {
        assertThat(changes(
                        Map.of("a", file("x", 0644), "c", file("x", 0644)),
                        Map.of("b", file("x", 0644), "c", file("x", 0644))))
                .isEqualTo("2 of 2 files changed: a (removed), b (added)");
        assertThat(changes(Map.of("a", file("x", 0644), "b", file("x", 0644)), Map.of("a", file("x", 0644))))
                .isEqualTo("1 of 1 file changed: b (removed)");
    }

    @Test
    void comparesListsOfSeveralSourcesRunByRun() throws IOException {
        FileLists lists = new FileLists(rig.store.blobs());
        Observation.FileList before = sink -> {
            sink.accept(TreePath.of("b/x"), file("1", 0644));
            sink.accept(TreePath.of("b/y"), file("1", 0644));
            sink.accept(TreePath.of("a"), file("1", 0644));
        };
        Observation.FileList after = sink -> {
            sink.accept(TreePath.of("b/x"), file("1", 0644));
            sink.accept(TreePath.of("b/z"), file("1", 0644));
            sink.accept(TreePath.of("a"), file("2", 0644));
        };
        assertThat(lists.changes(lists.put(before), after).sentence())
                .isEqualTo("3 of 3 files changed: b/y (removed), b/z (added), a (content)");
    }

    @Test
    void shortensALongList() throws IOException {
        Map<String, TreeEntry> before = new TreeMap<>();
        Map<String, TreeEntry> after = new TreeMap<>();
        for (int i = 0; i < 20_001; i++) {
            before.put("f%05d".formatted(i), file("a", 0644));
            after.put("f%05d".formatted(i), file(i % 4000 == 0 ? "b" : "a", 0644));
        }
        assertThat(changes(before, after))
                .isEqualTo("6 of 20,001 files changed: f00000 (content), f04000 (content), f08000 (content),"
                        + " and 3 more");
    }

    @Test
    void linesOfAListKeepAnyBytes() {
        byte[] name = {'a', '\n', '\t', (byte) 0xff, '\\', 'n', '\r', (byte) 0xc3};
        TreeEntry link = new TreeEntry.Symlink(new Attributes(0777, 1, 2, 3), name);
        FileLine line = FileLine.of(TreePath.of(name), link);
        assertThat(line.toString()).doesNotContain("\n", "\r");
        FileLine back = FileLine.parse(line.toString());
        assertThat(back).isEqualTo(line);
        assertThat(Arrays.equals(back.path().toBytes(), name)).isTrue();
    }

    @Test
    void writesListsAsTheirLines() throws IOException {
        SortedMap<String, byte[]> xattrs = new TreeMap<>();
        xattrs.put("user.note", new byte[] {1});
        TreePath odd = TreePath.of(new byte[] {'a', '\n', (byte) 0xff, '\\'});
        List<TreeEntry> entries = List.of(
                file("x", 0644),
                file("y", 0644),
                file("y", 0755),
                new TreeEntry.RegularFile(new Attributes(0755, 7, 8, 9), 1, Digest.ofUtf8("z")),
                new TreeEntry.RegularFile(new Attributes(0755, 7, 8, 9, xattrs), 1, Digest.ofUtf8("z")),
                new TreeEntry.RegularFile(new Attributes(0755, 7, 8, 9), 1, Digest.ofUtf8("a")),
                new TreeEntry.Directory(new Attributes(0755, 0, 0, 0)),
                new TreeEntry.Symlink(new Attributes(0777, 0, 0, 0), new byte[] {'\t'}),
                file("x", 0644));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        FileLineWriter writer = new FileLineWriter(out);
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 1000; i++) { // more than one buffer
            TreeEntry entry = entries.get(i % entries.size());
            TreePath path = i % 7 == 3 ? odd : TreePath.of("dir/" + "é".repeat(1 + i % 100));
            writer.accept(path, entry);
            lines.append(FileLine.of(path, entry)).append('\n');
        }
        writer.flush();

        assertThat(out.toString(StandardCharsets.ISO_8859_1)).isEqualTo(lines.toString());
    }
}
