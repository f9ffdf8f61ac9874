/**
 * What the user has set: files, environment and options, in this order. Entry point: {@link dev.jbuild.cli.settings.Settings}. Uses
 * core's oci and error.
 */
@NullMarked
package dev.jbuild.cli.settings;

import org.jspecify.annotations.NullMarked;
