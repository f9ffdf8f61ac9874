package dev.jbuild.cache.collect;

import dev.jbuild.cache.collect.StoredObject.Kind;
import dev.jbuild.cache.disk.Disk;
import dev.jbuild.cache.disk.StorePaths;
import dev.jbuild.cache.lock.KeptName;
import dev.jbuild.cache.store.CacheMountNames;
import dev.jbuild.cache.store.LayerLists;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.store.Lease;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lists everything in a store. What vanishes meanwhile is left out, and so is what does not look like the store's. */
final class StoreScan {
    private static final String FORM_PREFIX = "lower-";

    private final Disk disk;
    private final StorePaths paths;
    private final List<StoredObject> objects = new ArrayList<>();

    private StoreScan(Disk disk, StorePaths paths) {
        this.disk = disk;
        this.paths = paths;
    }

    static List<StoredObject> of(Disk disk, StorePaths paths) throws IOException {
        StoreScan scan = new StoreScan(disk, paths);
        scan.blobs();
        scan.layers();
        scan.cache();
        for (Path file : disk.list(paths.files())) {
            scan.add(Kind.FILE_DIGESTS, file, Optional.empty());
        }
        scan.mounts(Kind.CACHE_MOUNT, paths.mounts());
        scan.mounts(Kind.VOLUME, paths.volumes());
        for (Path log : disk.list(paths.logs())) {
            scan.add(Kind.LOG, log, Optional.empty());
        }
        return scan.objects;
    }

    private void blobs() throws IOException {
        for (Path algorithm : disk.list(paths.blobs())) {
            for (Path fan : disk.list(algorithm)) {
                for (Path file : disk.list(fan)) {
                    Optional<Digest> digest = digest(algorithm.getFileName() + ":" + file.getFileName());
                    if (digest.isPresent()) {
                        Kind kind = isDerived(digest.get()) ? Kind.DERIVED_BLOB : Kind.BLOB;
                        add(kind, file, Optional.of(new KeptName(Lease.Kind.BLOB, digest.get())));
                    }
                }
            }
        }
    }

    /** True for the tar of a layer whose blob, as it was pulled, is here too. */
    private boolean isDerived(Digest digest) throws IOException {
        for (Digest other : LayerLists.blobs(disk, paths, digest)) {
            if (!other.equals(digest) && disk.stat(paths.blob(other)).isPresent()) {
                return true;
            }
        }
        return false;
    }

    private void layers() throws IOException {
        for (Path fan : disk.list(paths.layers())) {
            for (Path layer : disk.list(fan)) {
                Optional<Digest> digest = ofHex(layer.getFileName().toString());
                if (digest.isEmpty()) {
                    continue;
                }
                Optional<KeptName> name = Optional.of(new KeptName(Lease.Kind.LAYER, digest.get()));
                for (Path part : disk.list(layer)) {
                    boolean form = part.getFileName().toString().startsWith(FORM_PREFIX);
                    add(form ? Kind.DIRECTORY_FORM : Kind.LAYER, part, name);
                }
            }
        }
    }

    private void cache() throws IOException {
        for (Path kind : disk.list(paths.cache())) {
            boolean last = kind.getFileName().toString().equals("last");
            for (Path fan : disk.list(kind)) {
                for (Path file : disk.list(fan)) {
                    Optional<KeptName> name =
                            ofHex(file.getFileName().toString()).map(digest -> new KeptName(Lease.Kind.RECORD, digest));
                    add(last ? Kind.EXPLANATION : Kind.RECORD, file, last ? Optional.empty() : name);
                }
            }
        }
    }

    private void mounts(Kind kind, Path directory) throws IOException {
        for (Path id : disk.list(directory)) {
            for (Path mount : disk.list(id)) {
                if (CacheMountNames.isMount(mount)) { // beside what is behind the id, for people
                    add(kind, mount, Optional.empty());
                }
            }
        }
    }

    private void add(Kind kind, Path path, Optional<KeptName> name) throws IOException {
        Optional<BasicFileAttributes> attributes = disk.stat(path);
        if (attributes.isPresent()) {
            boolean mount = kind == Kind.CACHE_MOUNT || kind == Kind.VOLUME;
            Path used = mount ? path.getParent() : path; // where its use is marked
            Instant lastUsed = used.equals(path)
                    ? attributes.get().lastModifiedTime().toInstant()
                    : disk.stat(used).map(a -> a.lastModifiedTime().toInstant()).orElse(Instant.EPOCH);
            objects.add(new StoredObject(kind, path, name.orElse(null), disk.usedBytes(path), lastUsed));
        }
    }

    private static Optional<Digest> ofHex(String hex) {
        return digest((hex.length() == 128 ? "sha512:" : "sha256:") + hex);
    }

    private static Optional<Digest> digest(String text) {
        try {
            return Optional.of(Digest.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // nothing of ours
        }
    }
}
