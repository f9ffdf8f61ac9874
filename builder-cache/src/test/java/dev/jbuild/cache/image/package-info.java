/** Tests of images of the store as base images. */
@NullMarked
package dev.jbuild.cache.image;

import org.jspecify.annotations.NullMarked;
