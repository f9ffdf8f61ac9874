/** Go templates, as far as Docker's users know them. Entry point: {@link dev.jbuild.cli.format.GoTemplate}. Uses core's oci and error. */
@NullMarked
package dev.jbuild.cli.format;

import org.jspecify.annotations.NullMarked;
