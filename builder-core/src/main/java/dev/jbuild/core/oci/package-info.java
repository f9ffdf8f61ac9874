/**
 * The values of the OCI specifications: digests, descriptors, references, configs, manifests. Uses nothing else of ours.
 * Bytes of documents are read and written by {@code OciJson} only.
 */
@NullMarked
package dev.jbuild.core.oci;

import org.jspecify.annotations.NullMarked;
