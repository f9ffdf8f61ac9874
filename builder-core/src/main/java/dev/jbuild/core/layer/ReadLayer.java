package dev.jbuild.core.layer;

import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.tree.LayerIndex;

/**
 * An archive that was read to its end.
 *
 * @param diffId the digest of the uncompressed tar
 * @param sizeBytes of the uncompressed tar
 */
public record ReadLayer(DiffId diffId, long sizeBytes, LayerIndex index) {}
