package dev.jbuild.core.step;

import dev.jbuild.core.file.RootDirectory;
import dev.jbuild.core.layer.ChangedFiles;
import dev.jbuild.core.layer.FormRights;
import dev.jbuild.core.layer.LayerDiff;
import dev.jbuild.core.layer.Workers;
import dev.jbuild.core.layer.WrittenLayer;
import dev.jbuild.core.sandbox.RootFsChanges;
import dev.jbuild.core.solver.StepResult;
import dev.jbuild.core.tree.LayerEntry;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreeEntry;
import java.io.IOException;
import java.time.Instant;

/** Makes layers of what commands changed. Thread-safe. */
final class RunLayers {
    private static final int HASHERS = 2; // the one that writes, and one beside it

    private final StepTools tools;
    private final LayerTrees trees;
    private final DirectoryForms forms;

    RunLayers(StepTools tools, LayerTrees trees, DirectoryForms forms) {
        this.tools = tools;
        this.trees = trees;
        this.forms = forms;
    }

    /** Packs the changes, and makes their directory the layer's directory form: the next RUN lies on it as it is. */
    StepResult pack(RootFsChanges changes, Tree below, Instant time) throws IOException {
        WrittenLayer layer;
        // Opened for writing though only read: what opens so sees the marks of an overlay, too.
        try (RootDirectory directory = tools.directories().openWritable(changes.directory())) {
            layer = LayerDiff.write(
                    new ChangedFiles(directory, kind(changes), ownership()),
                    below,
                    tools.store().blobs(),
                    new Workers(tools.work(), HASHERS));
        }
        trees.keep(layer.diffId(), layer.index());
        if (changes.kind() == RootFsChanges.Kind.UPPER) {
            forms.adopt(layer.diffId(), layer.index(), changes.directory());
        }
        return new StepResult(layer.diffId(), layer.index().contentDigest(), time, summary(layer));
    }

    private static ChangedFiles.Kind kind(RootFsChanges changes) {
        return switch (changes.kind()) {
            case UPPER -> ChangedFiles.Kind.UPPER;
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
