package dev.jbuild.cache.disk;

import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.store.CacheKey;
import java.nio.file.Path;

/** Where things lie below the root of a store. */
public record StorePaths(Path root) {

    public Path version() {
        return root.resolve("version");
    }

    public Path locks() {
        return root.resolve("locks");
    }

    public Path leases() {
        return root.resolve("leases");
    }

    public Path lease(String build) {
        return leases().resolve(build);
    }

    public Path temporary() {
        return root.resolve("tmp");
    }

    /** Scratch of one build; swept when its lease is free. */
    public Path temporary(String build) {
        return temporary().resolve(build);
    }

    /** Where a collector puts what it may have to give back. */
    public Path trash() {
        return temporary().resolve("trash");
    }

    public Path blobs() {
        return root.resolve("blobs");
    }

    public Path blob(Digest digest) {
        return fanned(blobs().resolve(digest.algorithm().id()), digest);
    }

    public Path layers() {
        return root.resolve("layers");
    }

    /** The directory of a layer (or, for forms that are not self-contained, of a chain). */
    public Path layer(Digest digest) {
        return fanned(layers(), digest);
    }

    public Path cache() {
        return root.resolve("cache");
    }

    /** The kind's slash, which CacheKey allows once, becomes a dash before the version. */
    public Path record(CacheKey key) {
        return fanned(cache().resolve(key.kind().replace('/', '-')), key.digest());
    }

    /** The fields of the latest key at a place, by the digest of the place. */
    public Path lastFields(Digest place) {
        return fanned(cache().resolve("last"), place);
    }

    /** The key of keyed digests, which never leaves the store. */
    public Path concealKey() {
        return cache().resolve("conceal.key");
    }

    public Path files() {
        return root.resolve("files");
    }

    public Path images() {
        return root.resolve("images");
    }

    public Path mounts() {
        return root.resolve("mounts");
    }

    public Path volumes() {
        return root.resolve("volumes");
    }

    public Path logs() {
        return root.resolve("logs");
    }

    private static Path fanned(Path directory, Digest digest) {
        return directory.resolve(digest.hex().substring(0, 2)).resolve(digest.hex());
    }
}
