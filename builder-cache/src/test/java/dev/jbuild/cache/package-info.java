/** Tests of the store on disk. */
@NullMarked
package dev.jbuild.cache;

import org.jspecify.annotations.NullMarked;
