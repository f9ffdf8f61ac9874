package dev.jbuild.core.solver;

import dev.jbuild.core.oci.ContainerConfig;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.plan.BuildPlan;
import dev.jbuild.core.plan.Op;
import dev.jbuild.core.plan.PlannedImage;
import dev.jbuild.core.plan.RunMount;
import dev.jbuild.core.plan.Vertex;
import dev.jbuild.core.plan.Vertex.CachePolicy;
import dev.jbuild.core.plan.VertexId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** Plans for tests, vertex by vertex. Used by one thread. */
final class Plans {
    static final Platform LINUX = new Platform("linux", "amd64");

    private final List<Vertex> vertices = new ArrayList<>();
    private CachePolicy cache = CachePolicy.USE;

    /** What follows has this policy. */
    Plans cache(CachePolicy policy) {
        cache = policy;
        return this;
    }

    VertexId scratch() {
        return add(new Op.Scratch(), "scratch");
    }

    VertexId image(String name, String... layers) {
        List<DiffId> diffIds = Arrays.stream(layers)
                .map(layer -> new DiffId(Digest.ofUtf8(layer)))
                .toList();
        return add(new Op.Image(ImageReference.parse(name), Digest.ofUtf8(name), LINUX, diffIds), "FROM " + name);
    }

    VertexId context() {
        return add(new Op.LocalSource(""), "context");
    }

    /** A RUN of these words on the first input; the others are mounted. */
    VertexId run(String words, VertexId... inputs) {
        List<RunMount> mounts = new ArrayList<>();
        for (int i = 1; i < inputs.length; i++) {
            mounts.add(new RunMount.Bind(i, "/", "/mnt/" + i, false));
        }
        return add(run(List.of(words.split(" ")), mounts), "RUN " + words, inputs);
    }

    static Op.Run run(List<String> args, List<RunMount> mounts) {
        return new Op.Run(
                args,
                new TreeMap<>(),
                Set.of(),
                new TreeMap<>(),
                "/",
                "",
                LINUX,
                Op.Run.Network.DEFAULT,
                Op.Run.Security.SANDBOX,
                mounts,
                List.of(),
                Op.Run.Surroundings.DEFAULT);
    }

    /** {@code COPY pattern /} of the second input onto the first. */
    VertexId copy(String pattern, VertexId onto, VertexId from) {
        return add(copy(pattern, Op.Copy.Linking.ONTO_ROOTFS), "COPY " + pattern, onto, from);
    }

    VertexId copyLink(String pattern, VertexId onto, VertexId from) {
        return add(copy(pattern, Op.Copy.Linking.INDEPENDENT), "COPY --link " + pattern, onto, from);
    }

    static Op.Copy copy(String pattern, Op.Copy.Linking linking) {
        return new Op.Copy(
                List.of(new Op.Copy.Source.Files(1, pattern, Op.Copy.Archives.KEEP)),
                "/",
                true,
                "",
                "",
                linking,
                Op.Copy.Parents.DROP,
                List.of());
    }

    VertexId add(Op op, String text, VertexId... inputs) {
        int position = op instanceof Op.Run || op instanceof Op.Copy || op instanceof Op.MakeDirectory
                ? vertices.size() + 1
                : 0;
        vertices.add(new Vertex(
                op, List.of(inputs), new Vertex.Label("s", position, 9, text, vertices.size() + 1, 0), cache));
        return new VertexId(vertices.size() - 1);
    }

    BuildPlan plan() {
        return new BuildPlan(
                vertices,
                new VertexId(vertices.size() - 1),
                new PlannedImage(LINUX, "", ContainerConfig.EMPTY, List.of()));
    }
}
