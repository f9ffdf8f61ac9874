package dev.jbuild.core.export;

import dev.jbuild.core.image.Image;
import dev.jbuild.core.layer.TreeTar;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.store.BlobStore;
import dev.jbuild.core.store.LayerStore;
import dev.jbuild.core.tree.TreePath;
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
    public Exported export(Image image, List<ImageReference> names) throws IOException {
        ImageTree files = ImageTree.of(image, blobs, layers);
        TreePath prefix = ImageTree.prefix(form, image.config().platform());
        try (OutputTarget.Opened opened = target.open()) {
            long sizeBytes =
                    TreeTar.write(files.tree(), files.contents(), opened.stream(), prefix::resolve, form::time);
            opened.commit();
            return new Exported(image, sizeBytes);
        }
    }
}
