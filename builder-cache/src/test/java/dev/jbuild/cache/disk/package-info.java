/** Tests of how the store touches the file system, and disks that fail. */
@NullMarked
package dev.jbuild.cache.disk;

import org.jspecify.annotations.NullMarked;
