package dev.jbuild.core.solver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.plan.BuildPlan;
import dev.jbuild.core.plan.Op;
import dev.jbuild.core.plan.RunMount;
import dev.jbuild.core.plan.Vertex;
import dev.jbuild.core.plan.VertexId;
import dev.jbuild.core.store.CacheIndex;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Pins the keys of ten plans: a key that changes makes every store's records worthless, so it changes on purpose only, together with
 * its version. {@code -Dgolden.update=true} writes them anew.
 */
class GoldenKeysTest {
    private static final Path SOURCES = Path.of("../testdata/src/main/resources/keys");

    private static final Map<String, Function<Plans, VertexId>> CASES = Map.of(
            "image", plans -> plans.image("debian:bookworm", "a", "b"),
            "run", plans -> plans.run("make all", plans.image("debian", "a")),
            "run-everything", GoldenKeysTest::runEverything,
            "run-mounts", GoldenKeysTest::runMounts,
            "copy", plans -> plans.copy("src/*", plans.scratch(), plans.context()),
            "copy-from", plans -> plans.copy("/out", plans.scratch(), plans.run("make", plans.scratch())),
            "copy-link", plans -> plans.copyLink("a", plans.run("make", plans.scratch()), plans.context()),
            "copy-everything", GoldenKeysTest::copyEverything,
            "workdir",
                    plans -> plans.add(new Op.MakeDirectory("/src", "app"), "WORKDIR /src", plans.image("debian", "a")),
            "sources", GoldenKeysTest::sources);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "image",
                "run",
                "run-everything",
                "run-mounts",
                "copy",
                "copy-from",
                "copy-link",
                "copy-everything",
                "workdir",
                "sources"
            })
    void keepsItsKeys(String name) throws IOException {
        Plans plans = new Plans();
        CASES.get(name).apply(plans);
        String keys = keys(plans.plan());
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(SOURCES);
            Files.writeString(SOURCES.resolve(name + ".txt"), keys);
            return;
        }
        try (InputStream golden = GoldenKeysTest.class.getResourceAsStream("/keys/" + name + ".txt")) {
            assertThat(golden).as("golden file keys/%s.txt", name).isNotNull();
            assertThat(keys).isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** Every vertex with its definition key and the fields of it. */
    private static String keys(BuildPlan plan) {
        SolverRig rig = new SolverRig();
        PlanGraph graph = new PlanGraph(plan);
        Definitions definitions = new Definitions(
                graph,
                rig.runner,
                new SolverSettings(Runnable::run, Clock.systemUTC(), 1),
                new RequestFactory(graph, new Cancellation(), event -> {}));
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < plan.vertices().size(); i++) {
            Vertex vertex = plan.vertices().get(i);
            if (vertex.op() instanceof Op.LocalSource) {
                continue;
            }
            Definition definition =
                    definitions.of(new VertexId(i)).toCompletableFuture().join().definition();
            text.append(vertex.label()).append('\n');
            text.append("  ").append(definition.key().kind()).append(' ');
            text.append(definition.key().digest()).append('\n');
            for (CacheIndex.Field field : definition.fields()) {
                text.append("    ").append(field.name()).append(": ").append(field.elements());
                text.append('\n');
            }
        }
        return text.toString();
    }

    private static VertexId runEverything(Plans plans) {
        Op.Run run = new Op.Run(
                List.of("/bin/sh", "-c", "make\nall"),
                new TreeMap<>(Map.of("PATH", "/bin", "A", "", "VERSION", "1 2")),
                Set.of("VERSION"),
                new TreeMap<>(Map.of("HTTP_PROXY", "http://user:password@proxy")),
                "/src",
                "app:users",
                Plans.LINUX,
                Op.Run.Network.NONE,
                Op.Run.Security.INSECURE,
                List.of(),
                List.of(new Op.Run.RunFile("/dev/pipes/EOF", "#!/bin/sh\ntrue\n", 0755)),
                new Op.Run.Surroundings(
                        "host",
                        List.of(new Op.Run.ExtraHost("db", "10.0.0.1")),
                        List.of(new Op.Run.Device("gpu", true))));
        return plans.add(run, "RUN make", plans.image("debian", "a"));
    }

    private static VertexId runMounts(Plans plans) {
        VertexId base = plans.image("debian", "a");
        VertexId built = plans.run("make", base);
        List<RunMount> mounts = List.of(
                new RunMount.Bind(1, "/src", "/src", false),
                new RunMount.Bind(2, "/out dir", "/in", true),
                new RunMount.Cache("m2", "/root/.m2", RunMount.Sharing.LOCKED, false, RunMount.NO_SEED, "", 0755, 0, 0),
                new RunMount.Tmpfs("/tmp", 1024),
                new RunMount.Secret("token", "/run/secrets/token", "TOKEN", true, 0400, 0, 0),
                new RunMount.Ssh("default", "/run/ssh", false, 0600, 0, 0));
        return plans.add(Plans.run(List.of("sh", "-c", "mvn"), mounts), "RUN mvn", base, plans.context(), built);
    }

    private static VertexId copyEverything(Plans plans) {
        VertexId context = plans.context();
        Op.Copy copy = new Op.Copy(
                List.of(
                        new Op.Copy.Source.Files(1, "a", Op.Copy.Archives.KEEP),
                        new Op.Copy.Source.Files(2, "b/./c", Op.Copy.Archives.UNPACK),
                        new Op.Copy.Source.Inline("EOF", "some \"text\"\n")),
                "/dst",
                false,
                "app",
                "u+x",
                Op.Copy.Linking.INDEPENDENT,
                Op.Copy.Parents.KEEP,
                List.of("*.o"));
        VertexId base = plans.image("debian", "a");
        return plans.add(copy, "COPY everything", base, context, plans.run("make", base));
    }

    private static VertexId sources(Plans plans) {
        VertexId http = plans.add(new Op.HttpSource("https://a.example/f", "f", ""), "https://a.example/f");
        VertexId git = plans.add(
                new Op.GitSource(
                        "https://a.example/r.git",
                        "main",
                        "a".repeat(40),
                        "sub",
                        true,
                        false,
                        Op.GitSource.Times.COMMIT),
                "https://a.example/r.git");
        return plans.add(
                new Op.Copy(
                        List.of(
                                new Op.Copy.Source.Files(1, "f", Op.Copy.Archives.KEEP),
                                new Op.Copy.Source.Files(2, "/", Op.Copy.Archives.KEEP)),
                        "/",
                        true,
                        "1:1",
                        "",
                        Op.Copy.Linking.ONTO_ROOTFS,
                        Op.Copy.Parents.DROP,
                        List.of()),
                "ADD f r /",
                plans.image("debian@" + Digest.ofUtf8("x"), "a"),
                http,
                git);
    }
}
