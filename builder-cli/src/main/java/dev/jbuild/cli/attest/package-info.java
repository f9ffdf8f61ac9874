/** What is claimed of images, as options say it and documents write it. The library of SPDX is loaded when a document is written. */
@NullMarked
package dev.jbuild.cli.attest;

import org.jspecify.annotations.NullMarked;
