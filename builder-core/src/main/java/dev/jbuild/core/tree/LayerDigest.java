package dev.jbuild.core.tree;

import dev.jbuild.core.oci.Digest;

/** The {@link LayerIndex#contentDigest} of a layer, made of its entries as they come, in order. Used by one thread. */
public final class LayerDigest {
    private final EntryHasher hasher = EntryHasher.ofLayer();

    public void add(LayerEntry entry) {
        hasher.add(entry);
    }

    /** The digest of all that was added. Nothing may be added after it. */
    public Digest finish() {
        return hasher.digest();
    }
}
