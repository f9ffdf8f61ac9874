package dev.jbuild.cache.registry;

import dev.jbuild.cache.http.Origin;
import java.net.URI;

/**
 * Where a registry is reached, or a mirror of it.
 *
 * @param name under which credentials for it are kept
 * @param base ends in {@code /v2/}
 * @param prefix of the repositories there, with a slash behind it; empty for none
 */
record Endpoint(String name, URI base, String prefix) {

    URI uri(String repository, String path) {
        return base.resolve("/v2/" + prefix + repository + "/" + path);
    }

    Origin origin() {
        return Origin.of(base);
    }

    /** What a token must allow. */
    String scope(String repository, String actions) {
        return "repository:" + prefix + repository + ":" + actions;
    }
}
