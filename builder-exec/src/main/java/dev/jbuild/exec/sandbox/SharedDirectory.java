package dev.jbuild.exec.sandbox;

import dev.jbuild.exec.host.OwnFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A directory of the user's alone that all sandboxes of a build share, on the file system of their scratch directories: to make a
 * directory on a disk takes longer than most calls. No command sees it. Thread-safe.
 */
final class SharedDirectory {
    private static final String NAME = "shared";
    private static final String PLACE = "place";

    private final Path directory;
    private final Set<String> layers = ConcurrentHashMap.newKeySet(); // those that are there

    private SharedDirectory(Path directory) {
        this.directory = directory.toAbsolutePath();
    }

    /** Makes it, in the directory of a runner, unless it is there. */
    static SharedDirectory makeIn(Path directory) throws IOException {
        SharedDirectory made = new SharedDirectory(directory.resolve(NAME));
        OwnFiles.makePrivateDirectory(made.place());
        return made;
    }

    /** One that is there. */
    static SharedDirectory at(Path directory) {
        return new SharedDirectory(directory);
    }

    /** An empty directory, on which each sandbox attaches what it likes: nobody else sees its mounts. */
    Path place() {
        return directory.resolve(PLACE);
    }

    /** Where a layer of mount points is, or is to be: its name says all that it is. */
    Path layer(String name) {
        return directory.resolve(name);
    }

    /** True when the layer is there for certain. */
    boolean has(String name) {
        return layers.contains(name);
    }

    /** A program has ended that left the layer there. */
    void left(String name) {
        layers.add(name);
    }
}
