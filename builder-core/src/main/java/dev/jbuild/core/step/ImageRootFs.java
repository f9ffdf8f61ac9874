package dev.jbuild.core.step;

import dev.jbuild.core.layer.LayerContents;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.sandbox.ProcessSpec;
import dev.jbuild.core.sandbox.RootFs;
import dev.jbuild.core.sandbox.RootFsChanges;
import dev.jbuild.core.solver.Cancellation;
import dev.jbuild.core.solver.Stages;
import dev.jbuild.core.solver.StepResult;
import dev.jbuild.core.tree.Tree;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The rootfs of an image outside of a build: for a container that runs and is thrown away. Thread-safe. */
public final class ImageRootFs {
    private final StepTools tools;
    private final LayerTrees trees;
    private final LayerContents contents;
    private final DirectoryForms forms;
    private final WorkingLayers working;

    public ImageRootFs(StepTools tools) {
        this.tools = tools;
        this.trees = new LayerTrees(tools.store());
        this.contents = new LayerContents(tools.store().blobs(), tools.store().layers(), tools.work());
        this.working = new WorkingLayers(tools.directories(), contents);
        this.forms = new DirectoryForms(tools, trees, contents, working);
    }

    /**
     * A rootfs of layers that are in the store, with the user that a command is to run as.
     *
     * @param home where that user is at home
     */
    public record Prepared(RootFs rootFs, ProcessSpec.Identity identity, String home) {}

    /** What a command changed, as a layer on a chain; its tar is in the store. */
    public DiffId pack(RootFsChanges changes, List<DiffId> chain, Instant time) throws IOException {
        StepResult packed =
                new RunLayers(tools, trees, forms, working).pack(changes, trees.of(chain), time, new Cancellation());
        Optional<CompletionStage<DiffId>> packing = packed.packingIfAny();
        return packing.isPresent()
                ? Stages.await(packing.get())
                : packed.layerIfAny().orElseThrow(() -> new IllegalStateException("a command's changes are no layer"));
    }

    /** Materialises what is missing of these layers, bottom first, and looks up a user as USER names one. */
    public Prepared prepare(Platform platform, List<DiffId> chain, String user) throws IOException {
        List<Path> directories = Stages.await(forms.of(chain));
        Tree tree = trees.of(chain);
        RunUser found = new RunUsers(new UserFiles(tree, contents::open)).find(user);
        RootFs rootFs =
                new RootFs(platform, tree, directories, tools.store().layers().scratch("run"));
        return new Prepared(rootFs, found.identity(), found.home());
    }
}
