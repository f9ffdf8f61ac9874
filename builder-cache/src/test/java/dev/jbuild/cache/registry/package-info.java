/** Tests of the registry client, against a registry of their own that can do everything wrong. */
@NullMarked
package dev.jbuild.cache.registry;

import org.jspecify.annotations.NullMarked;
