/**
 * Layers as tars. Writing: {@link dev.jbuild.core.layer.LayerWriter}, and on top of it {@link dev.jbuild.core.layer.LayerDiff} (what a
 * command changed) and {@link dev.jbuild.core.layer.LayerRewriter} (earlier times, many in one). Reading:
 * {@link dev.jbuild.core.layer.LayerReader} (an index in one pass), {@link dev.jbuild.core.layer.TarReader} below it,
 * {@link dev.jbuild.core.layer.LayerContents} (bytes by place). {@link dev.jbuild.core.layer.LayerUnpacker} makes directory forms,
 * {@link dev.jbuild.core.layer.Compressor} and {@link dev.jbuild.core.layer.Decompression} change the bytes around a tar. Uses oci,
 * tree, file, store, error.
 */
@NullMarked
package dev.jbuild.core.layer;

import org.jspecify.annotations.NullMarked;
