/**
 * Sources that answer from memory. Entry points: {@link dev.jbuild.core.source.fakes.InMemoryImageSource} and {@link
 * dev.jbuild.core.source.fakes.InMemoryGitSource}.
 */
@NullMarked
package dev.jbuild.core.source.fakes;

import org.jspecify.annotations.NullMarked;
