package dev.jbuild.core.export;

import dev.jbuild.core.image.ImageSet;
import dev.jbuild.core.layer.TreeTar;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.TransferListener;
import dev.jbuild.core.store.BlobStore;
import dev.jbuild.core.store.LayerStore;
import java.io.IOException;
import java.util.List;

/** The files of an image, all layers merged, as one tar. The same image always makes the same bytes. Thread-safe. */
public final class TarExporter implements Exporter {
    private final BlobStore blobs;
    private final LayerStore layers;
    private final FilesForm form;
    private final OutputTarget target;

    public TarExporter(BlobStore blobs, LayerStore layers, FilesForm form, OutputTarget target) {
        this.blobs = blobs;
        this.layers = layers;
        this.form = form;
        this.target = target;
    }

    @Override
    public String description() {
        return "exporting files to " + target.name();
    }

    @Override
    public Exported export(ImageSet images, List<ImageReference> names, TransferListener transfers) throws IOException {
        List<ImageTree> trees = ImageTree.of(images, form, blobs, layers);
        try (OutputTarget.Opened opened = target.open()) {
            long sizeBytes = 0;
            for (ImageTree files : trees) {
                sizeBytes += TreeTar.write(
                        files.tree(), files.contents(), opened.stream(), files.prefix()::resolve, form::time);
                for (ImageTree.ClaimFile claim : files.claims()) {
                    sizeBytes += TreeTar.writeFile(claim.path(), claim.bytes(), form.time(0), opened.stream());
                }
            }
            sizeBytes += TreeTar.end(opened.stream());
            opened.commit();
            return new Exported(new PackagedImage(images.first().descriptor(), images.images()), sizeBytes);
        }
    }
}
