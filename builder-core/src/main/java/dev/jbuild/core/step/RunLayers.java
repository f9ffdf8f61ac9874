package dev.jbuild.core.step;

import dev.jbuild.core.file.RootDirectory;
import dev.jbuild.core.layer.ChangedFiles;
import dev.jbuild.core.layer.FormRights;
import dev.jbuild.core.layer.LayerDiff;
import dev.jbuild.core.layer.LayerPacking;
import dev.jbuild.core.layer.Workers;
import dev.jbuild.core.layer.WrittenLayer;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.sandbox.RootFsChanges;
import dev.jbuild.core.solver.Cancellation;
import dev.jbuild.core.solver.Stages;
import dev.jbuild.core.solver.StepResult;
import dev.jbuild.core.store.BlobWriter;
import dev.jbuild.core.tree.LayerEntry;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreeEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.CompletionStage;

/** Makes layers of what commands changed. Thread-safe. */
final class RunLayers {
    private static final int HASHERS = 2; // the one that reads, and one beside it

    private final StepTools tools;
    private final LayerTrees trees;
    private final DirectoryForms forms;
    private final WorkingLayers working;

    RunLayers(StepTools tools, LayerTrees trees, DirectoryForms forms, WorkingLayers working) {
        this.tools = tools;
        this.trees = trees;
        this.forms = forms;
        this.working = working;
    }

    /**
     * Makes the changes a layer, and their directory the layer's directory form: the next RUN lies on it as it is. What is more than a
     * little is only looked through now, and packed beside the following steps.
     */
    StepResult pack(RootFsChanges changes, Tree below, Instant time, Cancellation cancellation) throws IOException {
        if (changes.kind() != RootFsChanges.Kind.UPPER) {
            return packAtOnce(changes, below, time);
        }
        EarlyBlob blob = new EarlyBlob(tools.store().blobs());
        WrittenLayer layer = diff(changes, below, blob);
        Digest content = layer.content();
        if (blob.isSmall()) {
            trees.keep(layer.diffId(), layer.index());
            forms.adopt(layer.diffId(), layer.index(), changes.directory());
            return new StepResult(layer.diffId(), content, time, summary(layer));
        }
        trees.keepWorking(layer.diffId(), layer.index());
        working.begin(layer.diffId(), forms.adopted(layer.diffId(), changes.directory()), layer.index());
        return new StepResult(layer.diffId(), content, time, summary(layer), packLater(layer, cancellation));
    }

    /** What cannot become a directory form as it is. */
    private StepResult packAtOnce(RootFsChanges changes, Tree below, Instant time) throws IOException {
        WrittenLayer layer = diff(changes, below, tools.store().blobs().create());
        trees.keep(layer.diffId(), layer.index());
        return new StepResult(layer.diffId(), layer.content(), time, summary(layer));
    }

    private WrittenLayer diff(RootFsChanges changes, Tree below, BlobWriter blob) throws IOException {
        // Opened for writing though only read: what opens so sees the marks of an overlay, too.
        try (blob;
                RootDirectory directory = tools.directories().openWritable(changes.directory())) {
            return LayerDiff.write(
                    new ChangedFiles(directory, kind(changes), ownership()),
                    below,
                    blob,
                    new Workers(tools.work(), HASHERS));
        }
    }

    private CompletionStage<DiffId> packLater(WrittenLayer early, Cancellation cancellation) {
        return Stages.supply(() -> packed(early, cancellation), tools.work());
    }

    private DiffId packed(WrittenLayer early, Cancellation cancellation) throws IOException {
        Path files = working.directory(early.diffId()).orElseThrow();
        try (RootDirectory directory = tools.directories().open(files)) {
            BlobWriter blob = tools.store().blobs().create();
            WrittenLayer layer = LayerPacking.pack(early.index(), directory, blob, cancellation::checkWanted);
            if (layer.sizeBytes() != early.sizeBytes()) {
                throw new IOException("a layer's files changed while they were packed");
            }
            trees.keep(layer.diffId(), early.index());
            working.packed(early.diffId(), forms.form(layer.diffId()));
            return layer.diffId();
        }
    }

    private static ChangedFiles.Kind kind(RootFsChanges changes) {
        return switch (changes.kind()) {
            case UPPER, UPPER_ELSEWHERE -> ChangedFiles.Kind.UPPER;
            case WHOLE -> ChangedFiles.Kind.WHOLE;
        };
    }

    private ChangedFiles.Ownership ownership() {
        return FormRights.ofTag(forms.tag()) == FormRights.SINGLE_ID
                ? ChangedFiles.Ownership.OF_PARENT
                : ChangedFiles.Ownership.AS_FOUND;
    }

    private static String summary(WrittenLayer layer) {
        long bytes = 0;
        long files = 0;
        for (LayerEntry entry : layer.index().entries()) {
            if (entry instanceof LayerEntry.Present present && present.entry() instanceof TreeEntry.RegularFile file) {
                bytes += file.sizeBytes();
                files++;
            }
        }
        return files == 0 ? "" : Amounts.of(bytes, files);
    }
}
