/** What every implementation of a store port must do, as interfaces whose tests fakes and real ones both run. */
@NullMarked
package dev.jbuild.core.store.contracts;

import org.jspecify.annotations.NullMarked;
