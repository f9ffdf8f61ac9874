/**
 * Git repositories, by JGit. Entry point: {@link dev.jbuild.cache.git.GitRepositories}. Commits are fetched shallow into scratch files
 * and written from there as layers: there is no working tree, and neither hooks nor filters nor the host's configuration have a part
 * in it. {@link dev.jbuild.cache.git.HeadCommit} reads the time of a user's own checkout, without JGit. Uses builder-core and the
 * package http.
 */
@NullMarked
package dev.jbuild.cache.git;

import org.jspecify.annotations.NullMarked;
