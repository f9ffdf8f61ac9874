package dev.jbuild.core.frontend;

import dev.jbuild.core.plan.VertexId;
import java.util.ArrayList;
import java.util.List;

/** The inputs of a vertex, each once. Used by one thread. */
final class Inputs {

    private final List<VertexId> ids = new ArrayList<>();

    /** @param rootfs the first input: what the layer goes on */
    Inputs(VertexId rootfs) {
        ids.add(rootfs);
    }

    /** The index of a tree among the inputs; it is added if it is not there. The rootfs as a source is an input of its own. */
    int add(VertexId tree) {
        for (int i = 1; i < ids.size(); i++) {
            if (ids.get(i).equals(tree)) {
                return i;
            }
        }
        ids.add(tree);
        return ids.size() - 1;
    }

    List<VertexId> ids() {
        return List.copyOf(ids);
    }
}
