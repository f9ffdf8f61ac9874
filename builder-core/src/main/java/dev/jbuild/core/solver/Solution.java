package dev.jbuild.core.solver;

import dev.jbuild.core.plan.VertexId;
import dev.jbuild.core.store.CacheRecord;
import java.util.List;
import java.util.Map;

/**
 * What a solved plan gave.
 *
 * @param targets the layers of the targets, in their order
 * @param records of every vertex that was used, cached or run; those of the targets' chains are among them
 * @param downloads of the files of URLs that the targets rest on, used or not
 * @param ran how many steps ran
 * @param cached how many were found
 */
public record Solution(
        List<StepInput.Layers> targets,
        Map<VertexId, CacheRecord> records,
        Map<VertexId, CacheRecord> downloads,
        int ran,
        int cached) {
    public Solution {
        targets = List.copyOf(targets);
        records = Map.copyOf(records);
        downloads = Map.copyOf(downloads);
    }
}
