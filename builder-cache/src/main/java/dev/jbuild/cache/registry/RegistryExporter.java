package dev.jbuild.cache.registry;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.export.Exporter;
import dev.jbuild.core.export.PackagedImage;
import dev.jbuild.core.export.Packaging;
import dev.jbuild.core.image.ImageGraph;
import dev.jbuild.core.image.ImageReader;
import dev.jbuild.core.image.ImageSet;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.TransferListener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Pushes what a build made, or any image of the store with all that it names. Thread-safe. */
public final class RegistryExporter implements Exporter {
    private final StorePush push;
    private final Packaging packaging;
    private final Naming naming;

    /**
     * Under which names an image is pushed.
     *
     * @param names empty for those of the build
     */
    public record Naming(List<ImageReference> names, By by) {
        public Naming {
            names = List.copyOf(names);
        }
    }

    /** What a manifest is put by. */
    public enum By {
        TAG,
        /** No tag is set; who wants the image names its digest. */
        DIGEST
    }

    public RegistryExporter(StorePush push, Packaging packaging, Naming naming) {
        this.push = push;
        this.packaging = packaging;
        this.naming = naming;
    }

    @Override
    public String description() {
        return naming.names().isEmpty()
                ? "pushing"
                : naming.names().stream()
                        .map(ImageReference::familiar)
                        .collect(Collectors.joining(", ", "pushing ", ""));
    }

    @Override
    public Exported export(ImageSet images, List<ImageReference> names, TransferListener transfers) throws IOException {
        List<ImageReference> targets = naming.names().isEmpty() ? names : naming.names();
        if (targets.isEmpty()) {
            throw BuildException.of(ErrorCode.USAGE, "got no name to push the image by")
                    .withHint("give one by -t, or in the output by name=");
        }
        PackagedImage shaped = packaging.apply(images, targets);
        Descriptor root = shaped.root();
        ImageGraph graph = new ImageReader(push.store().blobs()).graph(root);
        List<ImageReference> wanted = new ArrayList<>();
        for (ImageReference target : targets) {
            wanted.add(naming.by() == By.DIGEST ? target.withDigest(root.digest()) : target);
        }
        long sizeBytes = 0;
        for (ImageReference target : wanted) {
            sizeBytes += push.push(target, graph, transfers).sentBytes();
        }
        return new Exported(shaped, sizeBytes);
    }
}
