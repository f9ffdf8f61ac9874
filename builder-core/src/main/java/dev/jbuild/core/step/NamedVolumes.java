package dev.jbuild.core.step;

import dev.jbuild.core.file.WritableRootDirectory;
import dev.jbuild.core.layer.FormRights;
import dev.jbuild.core.layer.LayerContents;
import dev.jbuild.core.layer.SubtreeUnpacker;
import dev.jbuild.core.solver.Stages;
import dev.jbuild.core.store.CacheMounts;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Directories with names that outlive the containers which have them mounted. One that is new, or empty and nobody else's at the
 * moment, begins as what the image has in its place. Closing gives back all that were opened. Used by one thread.
 */
public final class NamedVolumes implements AutoCloseable {
    private static final int MODE = 0755;

    private final StepTools tools;
    private final Held held = new Held();

    public NamedVolumes(StepTools tools) {
        this.tools = tools;
    }

    /** Whether a volume begins as what the image has. */
    public enum Beginning {
        AS_IMAGE,
        EMPTY
    }

    /** What stands behind a name; the files of a volume carry ids, so another way of running has another one of the same name. */
    public CacheMounts.Description description(String name) {
        return new CacheMounts.Description(name, tag(), -1, -1, -1);
    }

    private String tag() {
        return tools.sandbox().get().directoryTag();
    }

    /** Makes a volume that nothing is in, unless it is there already. */
    public void create(String name) throws IOException {
        opened(name, this::empty);
    }

    /** The directory of a volume that is to be mounted at a place of an image; held until this is closed. */
    public Path open(String name, Tree image, String target, Beginning beginning) throws IOException {
        Optional<TreePath> place = beginning == Beginning.EMPTY ? Optional.empty() : directory(image, target);
        CacheMounts.Seed seed = place.isEmpty() ? this::empty : directory -> fill(directory, image, place.get());
        CacheMounts.CacheMount volume = opened(name, seed);
        if (place.isEmpty() || image.children(place.get()).isEmpty() || !isEmpty(volume.path())) {
            return volume.path();
        }
        volume.close();
        tools.store().volumes().replace(description(name).id(), seed); // or another container has it by now, as it is
        return opened(name, seed).path();
    }

    private CacheMounts.CacheMount opened(String name, CacheMounts.Seed seed) throws IOException {
        CacheMounts.Description about = description(name);
        CacheMounts volumes = tools.store().volumes();
        volumes.describe(about.id(), about);
        return held.add(Stages.await(volumes.open(about.id(), CacheMounts.Sharing.SHARED, seed, holder -> {})));
    }

    private static Optional<TreePath> directory(Tree image, String target) {
        return image.resolve(TreePath.clean(target))
                .filter(place -> image.get(place)
                        .filter(TreeEntry.Directory.class::isInstance)
                        .isPresent());
    }

    private boolean isEmpty(Path volume) throws IOException {
        try (WritableRootDirectory root = tools.directories().openWritable(volume)) {
            return root.list(TreePath.ROOT).isEmpty();
        }
    }

    private void empty(Path directory) throws IOException {
        try (WritableRootDirectory root = tools.directories().openWritable(directory)) {
            root.changeMode(TreePath.ROOT, MODE);
        }
    }

    private void fill(Path directory, Tree image, TreePath place) throws IOException {
        LayerContents contents =
                new LayerContents(tools.store().blobs(), tools.store().layers(), tools.work());
        try (WritableRootDirectory root = tools.directories().openWritable(directory)) {
            new SubtreeUnpacker(contents, FormRights.ofTag(tag())).unpack(image, place, root);
        }
    }

    @Override
    public void close() throws IOException {
        held.close();
    }
}
