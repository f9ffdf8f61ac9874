/**
 * Deflate, for gzip: {@link dev.jbuild.core.deflate.DeflateEncoder} finds matches, counts symbols, and writes blocks. Its bytes are the
 * same with every Java and on every machine. Uses nothing of ours.
 */
@NullMarked
package dev.jbuild.core.deflate;

import org.jspecify.annotations.NullMarked;
