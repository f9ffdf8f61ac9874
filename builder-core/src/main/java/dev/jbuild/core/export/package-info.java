/** Images to archives, directories and registries. Uses image, layer, store, file, progress, error. */
@NullMarked
package dev.jbuild.core.export;

import org.jspecify.annotations.NullMarked;
