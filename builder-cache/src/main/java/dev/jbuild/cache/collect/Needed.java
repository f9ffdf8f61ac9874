package dev.jbuild.cache.collect;

import dev.jbuild.cache.disk.Disk;
import dev.jbuild.cache.disk.StorePaths;
import dev.jbuild.cache.lock.KeptName;
import dev.jbuild.cache.lock.Leases;
import dev.jbuild.cache.store.ImageContents;
import dev.jbuild.cache.store.ImageFiles;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.store.ImageStore.StoredImage;
import dev.jbuild.core.store.Lease;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/**
 * What must stay at one moment: what living builds keep and what images name. Leases are read before images: a build that ends in
 * between has put its image by then.
 */
record Needed(Set<KeptName> leased, Set<KeptName> named, Leases leases) {

    static Needed now(Disk disk, StorePaths paths, Leases leases) throws IOException {
        Set<KeptName> leased = leases.kept();
        ImageContents contents = new ImageContents(disk, paths);
        for (StoredImage image : new ImageFiles(disk, paths).list()) {
            contents.add(image.manifest());
        }
        Set<KeptName> named = new HashSet<>();
        for (Digest blob : contents.blobs()) {
            named.add(new KeptName(Lease.Kind.BLOB, blob));
        }
        for (DiffId layer : contents.layers()) {
            named.add(new KeptName(Lease.Kind.BLOB, layer.digest()));
            named.add(new KeptName(Lease.Kind.LAYER, layer.digest()));
        }
        return new Needed(leased, named, leases);
    }

    /** An image does not need what can be made again from what it needs. */
    boolean needs(StoredObject object) {
        boolean again =
                object.kind() == StoredObject.Kind.DERIVED_BLOB || object.kind() == StoredObject.Kind.DIRECTORY_FORM;
        if (object.kind() == StoredObject.Kind.LOG) {
            return leases.isLive(object.path().getFileName().toString());
        }
        if (object.kind() == StoredObject.Kind.VOLUME) {
            return true; // until the user removes it
        }
        return object.nameIfAny()
                .map(name -> leased.contains(name) || !again && named.contains(name))
                .orElse(false);
    }
}
