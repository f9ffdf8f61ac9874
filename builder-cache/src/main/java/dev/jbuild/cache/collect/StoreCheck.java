package dev.jbuild.cache.collect;

import dev.jbuild.cache.disk.DamagedFileException;
import dev.jbuild.cache.disk.Disk;
import dev.jbuild.cache.disk.StorePaths;
import dev.jbuild.cache.store.FormFiles;
import dev.jbuild.cache.store.ImageContents;
import dev.jbuild.cache.store.ImageFiles;
import dev.jbuild.cache.store.IndexCodec;
import dev.jbuild.cache.store.RecordCodec;
import dev.jbuild.core.file.RootDirectories;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.store.DamagedBlobException;
import dev.jbuild.core.store.ImageStore.StoredImage;
import dev.jbuild.core.store.VerifyingInputStream;
import dev.jbuild.core.tree.LayerIndex;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads everything in a store and says what is damaged: blobs by their digests, indexes and records by their checksums, directory
 * forms file by file against the index of their layer. Used by one thread.
 */
public final class StoreCheck {
    private final Disk disk;
    private final StorePaths paths;
    private final RootDirectories directories;
    private final FormFiles forms;
    private final Repair repair;
    private final List<Problem> problems = new ArrayList<>();

    /** What is done with what is damaged. */
    public enum Repair {
        /** It is only named. */
        REPORT,
        /** It is removed too, so that it is fetched or built again. */
        REMOVE
    }

    /** Something that is not what it should be. */
    public record Problem(Path path, String what) {}

    /** @param directories opens directory forms for reading */
    public StoreCheck(Disk disk, StorePaths paths, RootDirectories directories, FormFiles forms, Repair repair) {
        this.disk = disk;
        this.paths = paths;
        this.directories = directories;
        this.forms = forms;
        this.repair = repair;
    }

    /** Checks the whole store. */
    public List<Problem> run() throws IOException {
        for (StoredObject object : StoreScan.of(disk, paths)) {
            try {
                check(object);
            } catch (DamagedBlobException | DamagedFileException e) {
                damaged(object.path(), e.getMessage());
            } catch (NoSuchFileException e) {
                // It went while the store was read.
            }
        }
        ImageFiles images = new ImageFiles(disk, paths);
        for (Path file : disk.list(paths.images())) {
            try {
                checkImage(images.readOrFail(file));
            } catch (DamagedFileException e) {
                damaged(file, e.getMessage());
            } catch (NoSuchFileException e) {
                // It was removed while the store was read.
            }
        }
        return List.copyOf(problems);
    }

    private void check(StoredObject object) throws IOException {
        switch (object.kind()) {
            case BLOB, DERIVED_BLOB -> checkBlob(object);
            case LAYER -> {
                if (object.path().getFileName().toString().equals("index")) {
                    readIndex(object.path(), digest(object));
                }
            }
            case RECORD -> RecordCodec.check(disk.open(object.path()), object.sizeBytes());
            case DIRECTORY_FORM -> checkForm(object);
            case EXPLANATION, FILE_DIGESTS, CACHE_MOUNT, VOLUME, LOG -> {
                // They are verified where they are used, or have nothing to be verified by.
            }
        }
    }

    private void checkBlob(StoredObject object) throws IOException {
        byte[] buffer = new byte[64 * 1024]; // 64 KiB
        try (InputStream in = new VerifyingInputStream(disk.open(object.path()), digest(object), () -> {})) {
            while (in.read(buffer) >= 0) {
                // Reading to the end is the check.
            }
        }
    }

    private LayerIndex readIndex(Path path, Digest layer) throws IOException {
        long sizeBytes = disk.stat(path)
                .orElseThrow(() -> new NoSuchFileException(path.toString()))
                .size();
        return IndexCodec.read(disk.open(path), sizeBytes, new DiffId(layer));
    }

    // The form of a chain has no index of its own: of it only names, sizes and times are compared.
    private void checkForm(StoredObject object) throws IOException {
        if (!forms.isIntact(object.path())) {
            damaged(object.path(), "the directory form was changed, or was made before the machine started");
            return;
        }
        Path index = object.path().resolveSibling("index");
        if (disk.stat(index).isPresent()) {
            Optional<String> difference = FormContents.firstDifference(
                    directories, FormFiles.root(object.path()), readIndex(index, digest(object)));
            difference.ifPresent(what -> damaged(object.path(), what));
        }
    }

    // An image that lacks something is none of our making: it can be pulled again, and only its user can say whether it
    // is to go.
    private void checkImage(StoredImage image) throws IOException {
        ImageContents contents = new ImageContents(disk, paths);
        contents.add(image.manifest());
        requireBlob(image, "its manifest", image.manifest().digest());
        for (Digest config : contents.configs()) {
            requireBlob(image, "its config", config);
        }
        for (DiffId layer : contents.layers()) {
            if (!contents.isHere(layer) && contents.wasHere(layer)) { // others are fetched when something needs them
                lacks(image, "the bytes of layer " + layer);
            }
        }
    }

    private void requireBlob(StoredImage image, String what, Digest digest) throws IOException {
        if (disk.stat(paths.blob(digest)).isEmpty()) {
            lacks(image, what + " " + digest);
        }
    }

    private void lacks(StoredImage image, String what) {
        String name = image.reference()
                .map(reference -> "\"" + reference.familiar() + "\"")
                .orElse("without a name");
        problems.add(new Problem(paths.images(), "the image " + name + " lacks " + what));
    }

    private void damaged(Path path, String what) {
        problems.add(new Problem(path, what));
        if (repair == Repair.REMOVE) {
            try {
                Trash trash = new Trash(disk, paths); // out of sight at once, so that nobody meets half of it
                if (trash.take(path)) {
                    trash.delete(path);
                }
            } catch (IOException e) {
                problems.add(new Problem(path, "and it cannot be removed: " + e.getMessage()));
            }
        }
    }

    private static Digest digest(StoredObject object) {
        return object.nameIfAny().orElseThrow().digest();
    }
}
