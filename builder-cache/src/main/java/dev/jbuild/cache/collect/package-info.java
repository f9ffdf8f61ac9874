/**
 * What the store has, how it is made smaller without harm to living builds, and how damage is found. Entry points:
 * {@link dev.jbuild.cache.collect.Collector} and {@link dev.jbuild.cache.collect.StoreCheck}. Uses core's ports, disk, lock and store.
 */
@NullMarked
package dev.jbuild.cache.collect;

import org.jspecify.annotations.NullMarked;
