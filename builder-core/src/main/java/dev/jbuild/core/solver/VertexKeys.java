package dev.jbuild.core.solver;

import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.plan.Op;
import dev.jbuild.core.plan.Vertex;
import dev.jbuild.core.store.CacheKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The three keys of a vertex. All have the op's own fields and differ in how they name an input: the <i>definition</i> key by the
 * input's own definition key, the <i>content</i> key by what the input holds, the <i>observed</i> key by the part of it that the
 * step takes. A context is always named by the observed part.
 */
final class VertexKeys {
    private VertexKeys() {}

    /** How an input is named in a key. */
    sealed interface Named {

        /** By its definition. */
        record ByKey(CacheKey key) implements Named {}

        /** By all that it holds. */
        record ByContent(Digest content) implements Named {}

        /** By what the step takes from it. */
        record ByObservation(Digest content) implements Named {}
    }

    /** Something beside op and inputs that a key holds: what a URL gives now, which ids a command can use. */
    record Circumstance(String name, String value) {}

    /**
     * The key of a vertex whose inputs are named so.
     *
     * @param circumstance what else makes a difference, see {@link Circumstance}; usually nothing
     * @param inputs one for each input of the vertex; those that the op does not observe at all are left out of the key
     */
    static Definition of(Vertex vertex, Optional<Circumstance> circumstance, List<Named> inputs) {
        KeyHasher hasher = vertex.op().match(new OpFields(inputs));
        circumstance.ifPresent(found -> hasher.text(found.name(), found.value()));
        for (int i = 0; i < inputs.size(); i++) {
            if (observes(vertex.op(), i)) {
                name(hasher, i, inputs.get(i));
            }
        }
        return hasher.finish();
    }

    private static void name(KeyHasher hasher, int input, Named named) {
        if (named instanceof Named.ByKey byKey) {
            hasher.key(FieldNames.input(input), byKey.key());
        } else if (named instanceof Named.ByContent byContent) {
            hasher.digest(FieldNames.content(input), byContent.content());
        } else {
            hasher.digest(FieldNames.files(input), ((Named.ByObservation) named).content());
        }
    }

    /** Whether an input can make a difference: a COPY --link does not see the rootfs, unless it must look a user up there. */
    static boolean observes(Op op, int input) {
        return input > 0
                || !(op instanceof Op.Copy copy)
                || copy.linking() == Op.Copy.Linking.ONTO_ROOTFS
                || !isNumericOwner(copy.owner());
    }

    /** The inputs that can make a difference. */
    static List<Integer> observed(Vertex vertex) {
        List<Integer> inputs = new ArrayList<>();
        for (int i = 0; i < vertex.inputs().size(); i++) {
            if (observes(vertex.op(), i)) {
                inputs.add(i);
            }
        }
        return inputs;
    }

    private static boolean isNumericOwner(String owner) {
        return owner.chars().allMatch(c -> c == ':' || c >= '0' && c <= '9');
    }
}
