package dev.jbuild.cache.collect;

import dev.jbuild.cache.collect.StoredObject.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Says which objects are to go. */
record VictimChoice(List<StoredObject> objects, Needed needed, Instant now)
        implements PruneRequest.Cases<List<StoredObject>> {
    private static final Set<Kind> MADE_AGAIN = EnumSet.of(Kind.DERIVED_BLOB, Kind.DIRECTORY_FORM);
    private static final Set<Kind> KNOWLEDGE = EnumSet.of(Kind.LAYER, Kind.RECORD, Kind.EXPLANATION, Kind.FILE_DIGESTS);
    private static final Comparator<StoredObject> CHEAPEST_FIRST = Comparator.comparing(
                    (StoredObject object) -> !MADE_AGAIN.contains(object.kind()))
            .thenComparing(StoredObject::lastUsed)
            .thenComparing(StoredObject::path);

    @Override
    public List<StoredObject> everything(PruneRequest.Everything request) {
        return objects.stream().filter(object -> !needed.needs(object)).toList();
    }

    @Override
    public List<StoredObject> unusedFor(PruneRequest.UnusedFor request) {
        Instant limit = now.minus(request.age());
        return objects.stream()
                .filter(object -> object.lastUsed().isBefore(limit) && !needed.needs(object))
                .toList();
    }

    @Override
    public List<StoredObject> downTo(PruneRequest.DownTo request) {
        long bytes = objects.stream().mapToLong(StoredObject::sizeBytes).sum();
        List<StoredObject> victims = new ArrayList<>();
        for (StoredObject object : objects.stream().sorted(CHEAPEST_FIRST).toList()) {
            if (bytes > request.bytes() && !KNOWLEDGE.contains(object.kind()) && !needed.needs(object)) {
                victims.add(object);
                bytes -= object.sizeBytes();
            }
        }
        return victims;
    }
}
