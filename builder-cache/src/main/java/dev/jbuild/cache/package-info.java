/**
 * The store on disk, and everything that fetches content. Entry point: {@link dev.jbuild.cache.DirectoryStore}. Uses builder-core.
 */
@NullMarked
package dev.jbuild.cache;

import org.jspecify.annotations.NullMarked;
