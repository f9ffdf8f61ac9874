/**
 * Stores that live in memory, for the tests of everything that uses a store. They run the same contracts as the real ones.
 * Entry point: {@link dev.jbuild.core.store.fakes.InMemoryStore}.
 */
@NullMarked
package dev.jbuild.core.store.fakes;

import org.jspecify.annotations.NullMarked;
