package dev.jbuild.core.export;

import dev.jbuild.core.file.RootDirectories;
import dev.jbuild.core.file.WritableRootDirectory;
import dev.jbuild.core.image.ImageSet;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.TransferListener;
import dev.jbuild.core.store.BlobStore;
import dev.jbuild.core.store.LayerStore;
import java.io.IOException;
import java.util.List;

/**
 * The files of an image, all layers merged, in a directory of the user's. No link is followed, so nothing outside of it is touched,
 * whatever the image or the directory holds. Each file is written beside before it replaces what was there; a failure leaves
 * those that were done.
 * Thread-safe.
 */
public final class LocalExporter implements Exporter {
    private final BlobStore blobs;
    private final LayerStore layers;
    private final FilesForm form;
    private final Destination destination;

    /** @param owners whose the files are */
    public record Destination(RootDirectories directories, OutputDirectory directory, Owners owners) {}

    /** Whose the files are. */
    public enum Owners {
        /** Of whoever runs jbuild; without the bits and capabilities that lend a file its owner's rights. */
        CALLER,
        /** As in the image, which only root can do. */
        IMAGE
    }

    public LocalExporter(BlobStore blobs, LayerStore layers, FilesForm form, Destination destination) {
        this.blobs = blobs;
        this.layers = layers;
        this.form = form;
        this.destination = destination;
    }

    @Override
    public String description() {
        return "exporting files to " + destination.directory.path();
    }

    @Override
    public Exported export(ImageSet images, List<ImageReference> names, TransferListener transfers) throws IOException {
        List<ImageTree> trees = ImageTree.of(images, form, blobs, layers);
        destination.directory.create();
        long sizeBytes = 0;
        try (WritableRootDirectory root = destination.directories.openWritable(destination.directory.path())) {
            for (ImageTree files : trees) {
                sizeBytes += new LocalFiles(files, root, form, destination.owners).write();
            }
        }
        return new Exported(new PackagedImage(images.first().descriptor(), images.images()), sizeBytes);
    }
}
