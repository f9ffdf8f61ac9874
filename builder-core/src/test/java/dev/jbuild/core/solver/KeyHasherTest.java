package dev.jbuild.core.solver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.plan.Op;
import dev.jbuild.core.plan.Vertex;
import dev.jbuild.core.plan.VertexId;
import dev.jbuild.core.store.CacheIndex.Field;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class KeyHasherTest {

    @Test
    void keepsWhatWentIn() {
        Definition definition = KeyHasher.of("test/1")
                .text("cwd", "/src")
                .map("env", new TreeMap<>(Map.of("B", "2", "A", "1")))
                .list("args", List.of("a", "b"))
                .finish();
        assertThat(definition.key().kind()).isEqualTo("test/1");
        assertThat(definition.fields())
                .containsExactly(
                        new Field("cwd", List.of("/src")),
                        new Field("env", List.of("A=1", "B=2")),
                        new Field("args", List.of("a", "b")));
    }

    @Test
    void tellsAListFromATextAndAMapFromAList() {
        Digest text = KeyHasher.of("test/1").text("a", "x").finish().key().digest();
        Digest list =
                KeyHasher.of("test/1").list("a", List.of("x")).finish().key().digest();
        assertThat(text).isNotEqualTo(list);
        Digest map = KeyHasher.of("test/1")
                .map("a", new TreeMap<>(Map.of("x", "y")))
                .finish()
                .key()
                .digest();
        Digest pair = KeyHasher.of("test/1")
                .list("a", List.of("x", "y"))
                .finish()
                .key()
                .digest();
        assertThat(map).isNotEqualTo(pair);
    }

    @Test
    void aVersionOfTheKindIsAnotherKey() {
        assertThat(KeyHasher.of("test/1").finish().key().digest())
                .isNotEqualTo(KeyHasher.of("test/2").finish().key().digest());
    }

    @Test
    void labelsProxiesAndAddressesOfHostsAreInNoKey() {
        Plans plans = new Plans();
        VertexId scratch = plans.scratch();
        Vertex one = plans.plan().vertex(scratch);
        Op.Run run = Plans.run(List.of("make"), List.of());
        Op.Run other = new Op.Run(
                run.args(),
                run.env(),
                Set.of("X"),
                new TreeMap<>(Map.of("HTTP_PROXY", "http://proxy")),
                run.workingDir(),
                run.user(),
                run.platform(),
                run.network(),
                run.security(),
                run.mounts(),
                run.files(),
                run.surroundings());
        List<VertexKeys.Named> inputs = List.of(new VertexKeys.Named.ByContent(Contents.SCRATCH));
        Vertex first = new Vertex(run, List.of(scratch), one.label(), Vertex.CachePolicy.USE);
        Vertex second = new Vertex(
                other,
                List.of(scratch),
                new Vertex.Label("other", 7, 8, "RUN something", 99, 99),
                Vertex.CachePolicy.IGNORE);
        assertThat(VertexKeys.of(first, Optional.empty(), inputs))
                .isEqualTo(VertexKeys.of(second, Optional.empty(), inputs));
    }

    @Test
    void movingTheSourceOfAnObservedCopyChangesNothing() {
        List<VertexKeys.Named> inputs = List.of(
                new VertexKeys.Named.ByContent(Contents.SCRATCH),
                new VertexKeys.Named.ByObservation(Digest.ofUtf8("files")));
        assertThat(copyKey("a/f", inputs)).isEqualTo(copyKey("b/f", inputs));
        List<VertexKeys.Named> whole = List.of(
                new VertexKeys.Named.ByContent(Contents.SCRATCH),
                new VertexKeys.Named.ByContent(Digest.ofUtf8("stage")));
        assertThat(copyKey("a/f", whole)).isNotEqualTo(copyKey("b/f", whole));
    }

    private static Definition copyKey(String pattern, List<VertexKeys.Named> inputs) {
        Vertex vertex = new Vertex(
                Plans.copy(pattern, Op.Copy.Linking.ONTO_ROOTFS),
                List.of(new VertexId(0), new VertexId(1)),
                new Vertex.Label("", 1, 1, "COPY", 1, 1),
                Vertex.CachePolicy.USE);
        return VertexKeys.of(vertex, Optional.empty(), inputs);
    }
}
