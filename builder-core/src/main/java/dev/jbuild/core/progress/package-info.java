/** What a build tells while it runs. Uses plan and oci. */
@NullMarked
package dev.jbuild.core.progress;

import org.jspecify.annotations.NullMarked;
