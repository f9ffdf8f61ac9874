package dev.jbuild.core.layer;

import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.tree.LayerIndex;

/**
 * A layer whose canonical tar is in the blob store.
 *
 * @param sizeBytes of the uncompressed tar
 */
public record WrittenLayer(DiffId diffId, long sizeBytes, LayerIndex index) {}
