package dev.jbuild.core.store.fakes;

import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.store.Lease;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A lease that remembers what was kept. Thread-safe. */
public final class InMemoryLease implements Lease {
    private final String build;
    private final Map<Kind, Set<Digest>> kept = new EnumMap<>(Kind.class);

    public InMemoryLease(String build) {
        this.build = build;
        for (Kind kind : Kind.values()) {
            kept.put(kind, ConcurrentHashMap.newKeySet());
        }
    }

    @Override
    public String build() {
        return build;
    }

    @Override
    public void keep(Kind kind, Digest name) {
        kept.get(kind).add(name);
    }

    public Set<Digest> kept(Kind kind) {
        return Set.copyOf(kept.get(kind));
    }

    @Override
    public void close() {
        kept.values().forEach(Set::clear);
    }
}
