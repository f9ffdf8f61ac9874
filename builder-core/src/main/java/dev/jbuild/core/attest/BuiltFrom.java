package dev.jbuild.core.attest;

import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.plan.BuildPlan;
import dev.jbuild.core.plan.Op;
import dev.jbuild.core.plan.Vertex;
import dev.jbuild.core.plan.VertexId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What one image was built from.
 *
 * @param target which of the plan's
 * @param fetched what files of URLs were
 * @param layers the layers of steps, not compressed; steps that were not looked at have none
 */
public record BuiltFrom(BuildPlan plan, int target, Map<VertexId, Digest> fetched, Map<VertexId, Descriptor> layers) {

    public BuiltFrom {
        fetched = Map.copyOf(fetched);
        layers = Map.copyOf(layers);
    }

    /** The vertices that the target rests on, in order. */
    List<VertexId> vertices() {
        TreeMap<Integer, VertexId> found = new TreeMap<>();
        List<VertexId> open = new ArrayList<>(List.of(plan.targets().get(target).vertex()));
        while (!open.isEmpty()) {
            VertexId id = open.remove(open.size() - 1);
            if (found.putIfAbsent(id.index(), id) == null) {
                open.addAll(plan.vertex(id).inputs());
            }
        }
        return List.copyOf(found.values());
    }

    /** Images, downloads and commits, each once, in the order of the plan. */
    List<Material> materials() {
        Map<String, Material> found = new LinkedHashMap<>();
        for (VertexId id : vertices()) {
            material(id).ifPresent(material -> found.putIfAbsent(material.toString(), material));
        }
        return List.copyOf(found.values());
    }

    private Optional<Material> material(VertexId id) {
        Op op = plan.vertex(id).op();
        if (op instanceof Op.Image image) {
            return Optional.of(Material.ofImage(image.reference(), image.platform(), image.manifest()));
        }
        if (op instanceof Op.GitSource git) {
            return Optional.of(Material.ofCommit(git.url(), git.ref(), git.commit()));
        }
        if (op instanceof Op.HttpSource http) {
            Digest content = fetched.get(id);
            return Optional.of(
                    content == null
                            ? new Material(Material.shown(http.url()), Map.of())
                            : Material.ofDownload(http.url(), content));
        }
        return Optional.empty();
    }

    /** Names of the contexts that it took files of. */
    List<String> contexts() {
        TreeSet<String> names = new TreeSet<>();
        for (VertexId id : vertices()) {
            if (plan.vertex(id).op() instanceof Op.LocalSource source) {
                names.add(source.context());
            }
        }
        return List.copyOf(names);
    }

    /** Whether no command could reach a network. */
    boolean isHermetic() {
        for (VertexId id : vertices()) {
            Vertex vertex = plan.vertex(id);
            if (vertex.op() instanceof Op.Run run && run.network() != Op.Run.Network.NONE) {
                return false;
            }
        }
        return true;
    }
}
