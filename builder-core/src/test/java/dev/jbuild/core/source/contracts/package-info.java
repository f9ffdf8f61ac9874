/** Contracts of the ports of content from elsewhere, for the fakes and all adapters. */
@NullMarked
package dev.jbuild.core.source.contracts;

import org.jspecify.annotations.NullMarked;
