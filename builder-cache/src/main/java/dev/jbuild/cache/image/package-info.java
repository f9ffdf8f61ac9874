/** Images of the store as base images. Entry point: {@link dev.jbuild.cache.image.StoredImageSource}. Uses core's ports and image. */
@NullMarked
package dev.jbuild.cache.image;

import org.jspecify.annotations.NullMarked;
