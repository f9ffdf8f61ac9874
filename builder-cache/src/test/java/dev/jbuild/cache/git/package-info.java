/** Tests of repositories, against servers of their own on loopback. */
@NullMarked
package dev.jbuild.cache.git;

import org.jspecify.annotations.NullMarked;
