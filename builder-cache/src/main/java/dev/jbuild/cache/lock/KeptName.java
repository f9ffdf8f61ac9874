package dev.jbuild.cache.lock;

import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.store.Lease;
import java.util.Optional;

/** One line of a lease: what a build keeps. */
public record KeptName(Lease.Kind kind, Digest digest) {

    String toLine() {
        return kind.name() + " " + digest + "\n";
    }

    /** What a line says; empty for the beginning of one that is being written, whose object nobody looked at yet. */
    static Optional<KeptName> parse(String line) {
        int space = line.indexOf(' ');
        try {
            return space < 0
                    ? Optional.empty()
                    : Optional.of(new KeptName(
                            Lease.Kind.valueOf(line.substring(0, space)), Digest.parse(line.substring(space + 1))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    // By hand, as those of the compiler are linked when first used: milliseconds at every start of the program.
    @Override
    public boolean equals(Object object) {
        return object instanceof KeptName other && kind == other.kind && digest.equals(other.digest);
    }

    @Override
    public int hashCode() {
        return digest.hashCode();
    }
}
