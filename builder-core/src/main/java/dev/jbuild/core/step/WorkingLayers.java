package dev.jbuild.core.step;

import dev.jbuild.core.context.LayeredSource;
import dev.jbuild.core.file.RootDirectories;
import dev.jbuild.core.file.RootDirectory;
import dev.jbuild.core.layer.LayerContents;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.store.DirectoryForm;
import dev.jbuild.core.store.LayerStore.NewDirectory;
import dev.jbuild.core.store.VerifyingInputStream;
import dev.jbuild.core.tree.LayerEntry;
import dev.jbuild.core.tree.LayerEntry.Present;
import dev.jbuild.core.tree.LayerIndex;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreeEntry.RegularFile;
import dev.jbuild.core.tree.TreePath;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Layers that commands of this build made and that following steps use while their tars are being written: until the build ends each has
 * a working name, which no other layer has, and its directory stays where it is. Thread-safe.
 */
final class WorkingLayers implements LayeredSource.Bytes {
    private final RootDirectories directories;
    private final LayerContents contents;
    private final ConcurrentMap<DiffId, Working> layers = new ConcurrentHashMap<>();

    WorkingLayers(RootDirectories directories, LayerContents contents) {
        this.directories = directories;
        this.contents = contents;
    }

    /** A directory of changes on its way to become a directory form. */
    private static final class Working {
        private final NewDirectory directory;
        private final LayerIndex index;
        private volatile Optional<DirectoryForm> form = Optional.empty();
        private Optional<Map<Long, TreePath>> places = Optional.empty();

        Working(NewDirectory directory, LayerIndex index) {
            this.directory = directory;
            this.index = index;
        }

        /** Which file's bytes start there in the tar that is being written. */
        synchronized Optional<TreePath> at(long offset) {
            if (places.isEmpty()) {
                Map<Long, TreePath> found = new HashMap<>();
                for (LayerEntry entry : index.entries()) {
                    if (entry instanceof Present present && present.entry() instanceof RegularFile) {
                        found.putIfAbsent(present.offset(), present.path());
                    }
                }
                places = Optional.of(found);
            }
            return Optional.ofNullable(places.get().get(offset));
        }
    }

    /** Begins to use a layer by its directory, which is closed by {@link #finish}. */
    void begin(DiffId working, NewDirectory directory, LayerIndex index) {
        layers.put(working, new Working(directory, index));
    }

    /** The tar of a layer is stored: what its directory is the form of. */
    void packed(DiffId working, DirectoryForm form) throws IOException {
        Working layer = layers.get(working);
        layer.directory.seal();
        layer.form = Optional.of(form);
    }

    /** Where a layer's files are, if that is its working name. */
    Optional<Path> directory(DiffId layer) {
        return Optional.ofNullable(layers.get(layer)).map(working -> working.directory.path());
    }

    /** The bytes of a regular file, from the directory of a layer that is being packed, else out of the tar. The caller closes. */
    @Override
    public InputStream open(Tree tree, TreePath path) throws IOException {
        Optional<Tree.Origin> origin = tree.origin(path);
        Working working = origin.map(Tree.Origin::layer).map(layers::get).orElse(null);
        if (working == null) {
            return contents.open(tree, path);
        }
        RegularFile file = (RegularFile) tree.get(path).orElseThrow(() -> new NoSuchFileException("/" + path));
        TreePath there = working.at(origin.get().offset()).orElseThrow(() -> new NoSuchFileException("/" + path));
        RootDirectory directory = directories.open(working.directory.path());
        try {
            InputStream bytes = new VerifyingInputStream(directory.open(there), file.content(), () -> {});
            return new FilterInputStream(bytes) {
                @Override
                public int read(byte[] buffer, int offset, int length) throws IOException {
                    return in.read(buffer, offset, length);
                }

                @Override
                public void close() throws IOException {
                    try (directory) {
                        super.close();
                    }
                }
            };
        } catch (IOException | RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    /** When nothing runs any more: puts the directories of packed layers where other builds find them, and removes the others. */
    void finish() throws IOException {
        for (Working working : layers.values()) {
            try (NewDirectory directory = working.directory) {
                if (working.form.isPresent()) {
                    directory.commitAs(working.form.get());
                }
            }
        }
        layers.clear();
    }
}
