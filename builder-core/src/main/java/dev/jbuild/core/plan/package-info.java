/** The build plan as a value: vertices, their ops, and the image that comes of them. Uses oci and grammar. */
@NullMarked
package dev.jbuild.core.plan;

import org.jspecify.annotations.NullMarked;
