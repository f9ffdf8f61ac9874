package dev.jbuild.core.step;

import dev.jbuild.core.file.WritableRootDirectory;
import dev.jbuild.core.layer.FormRights;
import dev.jbuild.core.layer.LayerContents;
import dev.jbuild.core.layer.LayerUnpacker;
import dev.jbuild.core.oci.ChainId;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.solver.Memo;
import dev.jbuild.core.solver.Stages;
import dev.jbuild.core.store.DirectoryForm;
import dev.jbuild.core.store.LayerStore;
import dev.jbuild.core.store.StoreLocks;
import dev.jbuild.core.tree.LayerIndex;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The directories that a sandbox lays one over the other: what is there is used, what is missing is materialised, each once in all
 * builds, under the lock of its form. Thread-safe.
 */
final class DirectoryForms {
    private final StepTools tools;
    private final LayerTrees trees;
    private final LayerContents contents;
    private final WorkingLayers working;
    private final Memo<DirectoryForm, Path> forms = new Memo<>();

    DirectoryForms(StepTools tools, LayerTrees trees, LayerContents contents, WorkingLayers working) {
        this.tools = tools;
        this.trees = trees;
        this.contents = contents;
        this.working = working;
    }

    /** Whose ids the files carry. */
    String tag() {
        return tools.sandbox().get().directoryTag();
    }

    /** The directories of a chain, bottom first; layers that change nothing have none. */
    CompletionStage<List<Path>> of(List<DiffId> chain) {
        return Stages.supply(() -> wanted(chain), tools.work()).thenComposeAsync(this::directories, tools.work());
    }

    private CompletionStage<List<Path>> directories(List<Wanted> wanted) {
        List<CompletionStage<Path>> directories = new ArrayList<>();
        for (Wanted layer : wanted) {
            directories.add(forms.get(layer.form(), form -> directory(layer)));
        }
        return Stages.all(directories);
    }

    /** A layer whose directory is wanted, with the chain below it. */
    private record Wanted(DirectoryForm form, DiffId layer, List<DiffId> below) {}

    private List<Wanted> wanted(List<DiffId> chain) throws IOException {
        List<Wanted> wanted = new ArrayList<>();
        String tag = tag();
        for (int i = 0; i < chain.size(); i++) {
            DiffId layer = chain.get(i);
            LayerIndex index = trees.index(layer);
            if (!index.isEmpty()) {
                // A layer that leaves something to those below is another directory on other layers.
                Digest name = index.isSelfContained()
                        ? layer.digest()
                        : ChainId.of(chain.subList(0, i + 1)).digest();
                wanted.add(new Wanted(new DirectoryForm(name, tag), layer, chain.subList(0, i)));
            }
        }
        return wanted;
    }

    private CompletionStage<Path> directory(Wanted wanted) {
        Optional<Path> known = working.directory(wanted.layer());
        if (known.isPresent()) {
            return CompletableFuture.completedFuture(known.get());
        }
        LayerStore layers = tools.store().layers();
        return Stages.supply(() -> layers.directory(wanted.form()), tools.work())
                .thenComposeAsync(
                        found -> found.<CompletionStage<Path>>map(CompletableFuture::completedFuture)
                                .orElseGet(() -> materialise(wanted)),
                        tools.work());
    }

    private CompletionStage<Path> materialise(Wanted wanted) {
        DirectoryForm form = wanted.form();
        Digest name = Digest.ofUtf8(form.tag() + " " + form.layer());
        return tools.store()
                .locks()
                .acquire(StoreLocks.Level.LAYER_FORM, name, StoreLocks.Mode.EXCLUSIVE, holder -> {})
                .thenApplyAsync(
                        hold -> {
                            try (hold) {
                                return Stages.unchecked(() -> foundOrUnpacked(wanted));
                            }
                        },
                        tools.work());
    }

    private Path foundOrUnpacked(Wanted wanted) throws IOException {
        Optional<Path> found = tools.store().layers().directory(wanted.form());
        if (found.isPresent()) {
            return found.get();
        }
        try (LayerStore.NewDirectory directory = tools.store().layers().newDirectory(wanted.form())) {
            unpack(wanted, directory.path());
            return directory.commit();
        }
    }

    private void unpack(Wanted wanted, Path into) throws IOException {
        try (WritableRootDirectory target = tools.directories().openWritable(into)) {
            new LayerUnpacker(contents, FormRights.ofTag(wanted.form().tag()))
                    .unpack(wanted.layer(), trees.index(wanted.layer()), trees.of(wanted.below()), target);
        }
    }

    /** Fills a directory with one layer that needs no other. */
    void unpack(DiffId layer, Path into) throws IOException {
        unpack(new Wanted(form(layer), layer, List.of()), into);
    }

    /** Makes the directory of a command's changes the directory form of their layer, as it is. */
    void adopt(DiffId layer, LayerIndex index, Path changes) throws IOException {
        if (index.isEmpty() || !index.isSelfContained()) {
            return; // materialised when it is wanted
        }
        try (LayerStore.NewDirectory directory = adopted(layer, changes)) {
            directory.commit();
        }
    }

    /** Begins a directory form of which the files are there; the name may be a working one. */
    LayerStore.NewDirectory adopted(DiffId layer, Path changes) throws IOException {
        LayerStore.NewDirectory directory = tools.store().layers().newDirectory(form(layer));
        try {
            directory.adopt(changes);
            return directory;
        } catch (IOException | RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    /** The directory form of a layer that needs no other. */
    DirectoryForm form(DiffId layer) {
        return new DirectoryForm(layer.digest(), tag());
    }
}
