package dev.jbuild.core.solver;

import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.plan.Op;
import dev.jbuild.core.plan.Vertex;
import dev.jbuild.core.plan.VertexId;
import dev.jbuild.core.solver.Lookups.Hit;
import dev.jbuild.core.store.CacheKey;
import dev.jbuild.core.store.CacheRecord;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A vertex whose inputs are realised and whose step is to be run unless somebody else ran it meanwhile.
 *
 * @param base what the rootfs below holds
 * @param content the key by what the inputs hold
 * @param observed the key by what the step observes of them, the same as {@code content} when that is everything
 */
record StepWork(StepRequest request, Definitions.Defined defined, Digest base, CacheKey content, CacheKey observed) {

    StepWork begun(int number) {
        return new StepWork(request.begun(number), defined, base, content, observed);
    }

    VertexId id() {
        return request.id();
    }

    Vertex vertex() {
        return request.vertex();
    }

    CacheKey definition() {
        return defined.definition().key();
    }

    boolean usesRecords() {
        return vertex().cache() == Vertex.CachePolicy.USE;
    }

    boolean runsCommand() {
        return vertex().op() instanceof Op.Run;
    }

    /** All keys under which the result is recorded, each once. */
    Set<CacheKey> keys() {
        return new LinkedHashSet<>(List.of(definition(), content, observed));
    }

    /** A record that holds now, if its bytes can be had; looks by content first, which says most. */
    Optional<CacheRecord> find(Lookups lookups) {
        for (CacheKey key : new LinkedHashSet<>(List.of(content, observed))) {
            Optional<Hit> hit = Stages.unchecked(() -> lookups.obtainable(key));
            if (hit.isPresent()) {
                return Optional.of(hit.get().record().withBase(base));
            }
        }
        return Optional.empty();
    }
}
