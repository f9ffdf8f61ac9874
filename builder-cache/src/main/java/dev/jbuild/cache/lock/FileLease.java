package dev.jbuild.cache.lock;

import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.store.Lease;
import dev.jbuild.core.store.StoreLocks;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/** A lease that is a file of names, and a lock that lives as long as it is open. Thread-safe. */
public final class FileLease implements Lease {
    private final String build;
    private final OutputStream names;
    private final StoreLocks.Hold hold;
    private final Leases leases;
    private final Set<KeptName> kept = new HashSet<>();

    FileLease(String build, OutputStream names, StoreLocks.Hold hold, Leases leases) {
        this.build = build;
        this.names = names;
        this.hold = hold;
        this.leases = leases;
    }

    @Override
    public String build() {
        return build;
    }

    // The monitor is held while the name is written, since nobody may go on before it is: a short append to the page
    // cache.
    @Override
    public synchronized void keep(Kind kind, Digest digest) throws IOException {
        KeptName name = new KeptName(kind, digest);
        if (!kept.contains(name)) {
            names.write(name.toLine().getBytes(StandardCharsets.US_ASCII));
            kept.add(name);
        }
    }

    /** Removes the build's scratch and its lease, then frees the lock. */
    @Override
    public void close() throws IOException {
        try (hold;
                names) {
            leases.remove(build);
        }
    }
}
