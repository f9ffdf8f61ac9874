/** Ports for content from elsewhere: images, URLs, git, secrets, ssh agents. Uses oci, tree, file, error. */
@NullMarked
package dev.jbuild.core.source;

import org.jspecify.annotations.NullMarked;
