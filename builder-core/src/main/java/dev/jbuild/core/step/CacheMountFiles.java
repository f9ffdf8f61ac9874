package dev.jbuild.core.step;

import dev.jbuild.core.file.RootDirectory;
import dev.jbuild.core.layer.ChangedFiles;
import dev.jbuild.core.layer.FormRights;
import dev.jbuild.core.layer.LayerContents;
import dev.jbuild.core.layer.LayerDiff;
import dev.jbuild.core.layer.WrittenLayer;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.store.CacheMounts;
import dev.jbuild.core.tree.Tree;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;

/** Cache mounts as tars: to be carried to another machine, and back. Owners are as a command sees them. Thread-safe. */
public final class CacheMountFiles {
    private final StepTools tools;
    private final DirectoryForms forms;

    public CacheMountFiles(StepTools tools) {
        this.tools = tools;
        LayerContents contents =
                new LayerContents(tools.store().blobs(), tools.store().layers(), tools.work());
        this.forms = new DirectoryForms(
                tools, new LayerTrees(tools.store()), contents, new WorkingLayers(tools.directories(), contents));
    }

    /** What a command of this machine would find behind a name. */
    public CacheMounts.Description description(String name, int mode, long uid, long gid) {
        return new CacheMounts.Description(name, forms.tag(), mode, uid, gid);
    }

    /** Writes the files of a mount, which the caller holds, as a tar; sorted, numeric owners, whole seconds. Closes nothing. */
    public void write(Path mount, OutputStream tar) throws IOException {
        WrittenLayer layer;
        try (RootDirectory directory = tools.directories().openWritable(mount)) {
            layer = LayerDiff.write(
                    new ChangedFiles(directory, ChangedFiles.Kind.WHOLE, ownership()),
                    Tree.EMPTY,
                    tools.store().blobs());
        }
        try (InputStream in = tools.store().blobs().open(layer.diffId().digest())) {
            in.transferTo(tar);
        }
    }

    private ChangedFiles.Ownership ownership() {
        return FormRights.ofTag(forms.tag()) == FormRights.SINGLE_ID
                ? ChangedFiles.Ownership.OF_PARENT
                : ChangedFiles.Ownership.AS_FOUND;
    }

    /** Fills an empty directory with a layer that is in the store. */
    public void fill(DiffId stored, Path directory) throws IOException {
        forms.unpack(stored, directory);
    }
}
