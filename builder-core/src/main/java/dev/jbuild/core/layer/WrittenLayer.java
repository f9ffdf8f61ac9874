package dev.jbuild.core.layer;

import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.tree.LayerIndex;

/**
 * A layer whose canonical tar is in the blob store.
 *
 * @param sizeBytes of the uncompressed tar
 * @param content the {@link LayerIndex#contentDigest} of the index
 */
public record WrittenLayer(DiffId diffId, long sizeBytes, LayerIndex index, Digest content) {}
