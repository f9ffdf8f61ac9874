/**
 * The Dockerfile language. {@link dev.jbuild.grammar.DockerfileParser} turns text into a {@link dev.jbuild.grammar.Dockerfile} of typed
 * {@linkplain dev.jbuild.grammar.Instruction instructions}. It knows nothing of images and builds nothing.
 *
 * <p>One direction: {@code text} (characters and places) → {@code syntax} (the tree of any file that is formed like a Dockerfile) → this
 * package (instructions whose arguments and flags are checked) → {@code check} (what is right and yet unwise). {@code word} and {@code mount}
 * are the little languages inside of arguments.
 */
@NullMarked
package dev.jbuild.grammar;

import org.jspecify.annotations.NullMarked;
