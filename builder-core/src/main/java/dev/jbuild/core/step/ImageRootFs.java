package dev.jbuild.core.step;

import dev.jbuild.core.layer.LayerContents;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.sandbox.ProcessSpec;
import dev.jbuild.core.sandbox.RootFs;
import dev.jbuild.core.solver.Stages;
import dev.jbuild.core.tree.Tree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The rootfs of an image outside of a build: for a container that runs and is thrown away. Thread-safe. */
public final class ImageRootFs {
    private final StepTools tools;
    private final LayerTrees trees;
    private final LayerContents contents;
    private final DirectoryForms forms;

    public ImageRootFs(StepTools tools) {
        this.tools = tools;
        this.trees = new LayerTrees(tools.store());
        this.contents = new LayerContents(tools.store().blobs(), tools.store().layers());
        this.forms = new DirectoryForms(tools, trees, contents, new WorkingLayers(tools.directories(), contents));
    }

    /**
     * A rootfs of layers that are in the store, with the user that a command is to run as.
     *
     * @param home where that user is at home
     */
    public record Prepared(RootFs rootFs, ProcessSpec.Identity identity, String home) {}

    /** Materialises what is missing of these layers, bottom first, and looks up a user as USER names one. */
    public Prepared prepare(List<DiffId> chain, String user) throws IOException {
        List<Path> directories = Stages.await(forms.of(chain));
        Tree tree = trees.of(chain);
        RunUser found = new RunUsers(new UserFiles(tree, contents::open)).find(user);
        RootFs rootFs = new RootFs(tree, directories, tools.store().layers().scratch("run"));
        return new Prepared(rootFs, found.identity(), found.home());
    }
}
