package dev.jbuild.core.solver;

import dev.jbuild.core.plan.VertexId;
import dev.jbuild.core.store.CacheRecord;
import java.util.Map;

/**
 * What a solved plan gave.
 *
 * @param target the target's layers
 * @param records of every vertex that was used, cached or run; those of the target's chain are among them
 * @param ran how many steps ran
 * @param cached how many were found
 */
public record Solution(StepInput.Layers target, Map<VertexId, CacheRecord> records, int ran, int cached) {
    public Solution {
        records = Map.copyOf(records);
    }
}
