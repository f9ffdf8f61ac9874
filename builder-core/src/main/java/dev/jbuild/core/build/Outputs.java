package dev.jbuild.core.build;

import dev.jbuild.core.error.IoFailures;
import dev.jbuild.core.export.Exporter;
import dev.jbuild.core.export.PackagedImage;
import dev.jbuild.core.export.Packaging;
import dev.jbuild.core.image.Image;
import dev.jbuild.core.image.ImageSet;
import dev.jbuild.core.layer.Workers;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.plan.VertexId;
import dev.jbuild.core.progress.ProgressEvent.Completed;
import dev.jbuild.core.progress.ProgressEvent.Outcome;
import dev.jbuild.core.progress.ProgressEvent.Started;
import dev.jbuild.core.progress.TransferEvents;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** Brings an image to its outputs, one after the other, and tells of each. Used by one thread. */
final class Outputs {
    private final BuildPorts ports;
    private final BuildRequest request;
    private int nextActivity;

    /** @param firstActivity the first number that no vertex has */
    Outputs(BuildPorts ports, BuildRequest request, int firstActivity) {
        this.ports = ports;
        this.request = request;
        this.nextActivity = firstActivity;
    }

    List<Exporter.Exported> write(ImageSet images) throws IOException {
        List<Exporter.Exported> exported = new ArrayList<>();
        for (Exporter output : request.outputs()) {
            request.cancellation().check();
            Exporter.Exported written = write(output, images);
            if (!output.isCheck()) {
                exported.add(written);
            }
        }
        return exported;
    }

    private Exporter.Exported write(Exporter output, ImageSet images) throws IOException {
        VertexId activity = new VertexId(nextActivity++);
        request.progress().accept(new Started(now(), activity, output.description()));
        Outcome outcome = Outcome.FAILED;
        String summary = "";
        try {
            Exporter.Exported exported = output.export(
                    images,
                    request.tags(),
                    new TransferEvents(
                            request.progress(), activity, ports.settings().clock()));
            outcome = Outcome.DONE;
            summary = summary(exported.image().images(), exported.sizeBytes());
            return exported;
        } catch (IOException e) {
            throw IoFailures.meaning(output.description() + " failed", e);
        } finally {
            request.progress().accept(new Completed(now(), activity, outcome, summary));
        }
    }

    /** Gives the image its references in the store, or keeps it without one. */
    PackagedImage keep(ImageSet images, BuildRequest.Keeping keeping) throws IOException {
        Workers workers =
                new Workers(ports.settings().work(), Runtime.getRuntime().availableProcessors());
        PackagedImage stored = Packaging.of(ports.store().blobs(), ports.store().layers(), keeping.form(), workers)
                .apply(images, keeping.names());
        VertexId activity = new VertexId(nextActivity++);
        StringJoiner joined = new StringJoiner(", ");
        keeping.names().forEach(tag -> joined.add(tag.familiar()));
        String names = joined.toString();
        request.progress().accept(new Started(now(), activity, names.isEmpty() ? "storing" : "storing " + names));
        Outcome outcome = Outcome.FAILED;
        try {
            if (keeping.names().isEmpty()) {
                ports.store().images().putDangling(stored.root());
            }
            for (ImageReference tag : keeping.names()) {
                ports.store().images().put(tag, stored.root());
            }
            outcome = Outcome.DONE;
            return stored;
        } finally {
            long sizeBytes = 0;
            for (Image image : stored.images()) {
                for (Descriptor layer : image.manifest().layers()) {
                    sizeBytes += layer.sizeBytes();
                }
            }
            request.progress().accept(new Completed(now(), activity, outcome, summary(stored.images(), sizeBytes)));
        }
    }

    private static String summary(List<Image> images, long sizeBytes) {
        int layers = 0;
        StringJoiner platforms = new StringJoiner(" and ");
        for (Image image : images) {
            layers += image.manifest().layers().size();
            platforms.add(image.config().platform().toString());
        }
        String what = images.size() == 1 ? "sha256:" + images.get(0).id().shortHex() : platforms.toString();
        long tenths = (sizeBytes + 50_000) / 100_000; // of a megabyte
        return what + ", " + layers + (layers == 1 ? " layer, " : " layers, ") + tenths / 10 + "." + tenths % 10
                + " MB";
    }

    private Instant now() {
        return ports.settings().clock().instant();
    }
}
