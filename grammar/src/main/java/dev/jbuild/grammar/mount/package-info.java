/**
 * The option {@code --mount} of RUN: {@link dev.jbuild.grammar.mount.MountOptions} is what the file says, {@link
 * dev.jbuild.grammar.mount.RunMount} what it means once variables have values. Uses {@code word} and the generated parsers.
 */
@NullMarked
package dev.jbuild.grammar.mount;

import org.jspecify.annotations.NullMarked;
