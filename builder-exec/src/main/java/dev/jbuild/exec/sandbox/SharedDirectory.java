package dev.jbuild.exec.sandbox;

import dev.jbuild.exec.host.FreshName;
import dev.jbuild.exec.host.OwnFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * A directory of the user's alone that all sandboxes of a build share, on the file system of their scratch directories: to make a
 * directory on a disk takes longer than most calls. No command sees it. Thread-safe.
 */
final class SharedDirectory {
    private static final String NAME = "shared-";
    private static final String PLACE = "place";
    private static final String LAYER = "layer-";

    private final Path directory;
    private final Map<String, Path> layers = new HashMap<>(); // by what they are
    private final Set<Path> present = new HashSet<>();

    private SharedDirectory(Path directory) {
        this.directory = directory.toAbsolutePath();
    }

    /** Makes a new one, in the directory of a runner. */
    static SharedDirectory makeIn(Path directory) throws IOException {
        SharedDirectory made = new SharedDirectory(directory.resolve(NAME + FreshName.next()));
        OwnFiles.makePrivateDirectory(made.directory);
        OwnFiles.makePrivateDirectory(made.place());
        return made;
    }

    /** One that is there. */
    static SharedDirectory at(Path directory) {
        return new SharedDirectory(directory);
    }

    /** The directory itself. */
    Path self() {
        return directory;
    }

    /** An empty directory, on which each sandbox attaches what it likes: nobody else sees its mounts. */
    Path place() {
        return directory.resolve(PLACE);
    }

    /**
     * Where a layer of mount points is, or is to be.
     *
     * @param description tells apart all that differ
     */
    synchronized Path layer(String description) {
        Path layer = layers.get(description);
        if (layer == null) {
            layer = directory.resolve(LAYER + layers.size());
            layers.put(description, layer);
        }
        return layer;
    }

    /** True when the layer is there for certain. */
    synchronized boolean has(Path layer) {
        return present.contains(layer);
    }

    /** A program has ended that left the layer there. */
    synchronized void left(Path layer) {
        present.add(layer);
    }
}
