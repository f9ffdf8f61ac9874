/**
 * Files over HTTP: what registries, downloads and repositories have in common. Entry point: {@link dev.jbuild.cache.http.Transport}.
 * A credential stays with the scheme, host and port that it was given for, redirects included. Uses builder-core and nothing else of
 * ours.
 */
@NullMarked
package dev.jbuild.cache.http;

import org.jspecify.annotations.NullMarked;
