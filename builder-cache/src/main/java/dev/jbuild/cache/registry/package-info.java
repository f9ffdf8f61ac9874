/**
 * Registries: images by the distribution specification over {@code java.net.http}. Entry points:
 * {@link dev.jbuild.cache.registry.RegistryImageSource} and {@link dev.jbuild.cache.registry.RegistryClient}. Credentials go only to
 * the scheme, host and port that they were given for; every byte is bounded and verified. Uses builder-core and nothing else of ours.
 *
 * @see <a href="https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md">distribution-spec</a>
 */
@NullMarked
package dev.jbuild.cache.registry;

import org.jspecify.annotations.NullMarked;
