package dev.jbuild.cache.registry;

import dev.jbuild.core.oci.Descriptor;

/** Hears how transfers get on, from any thread, after each piece. */
public interface TransferListener {
    /** Nobody listens. */
    TransferListener NONE = (blob, doneBytes) -> {};

    void transferred(Descriptor blob, long doneBytes);
}
