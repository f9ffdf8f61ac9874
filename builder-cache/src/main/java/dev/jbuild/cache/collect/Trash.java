package dev.jbuild.cache.collect;

import dev.jbuild.cache.disk.Disk;
import dev.jbuild.cache.disk.StorePaths;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Where objects lie between being moved away and being deleted. A name says where it came from. */
record Trash(Disk disk, StorePaths paths) {
    private static final char SLASH = '~'; // in no name of the store

    boolean take(Path path) throws IOException {
        disk.makeDirectories(paths.trash());
        try {
            disk.rename(path, place(path));
            return true;
        } catch (NoSuchFileException e) {
            return false; // it went by itself
        }
    }

    // If a build made the same anew meanwhile, that one is as good.
    void giveBack(Path path) throws IOException {
        if (disk.stat(path).isPresent()) {
            delete(path);
        } else {
            disk.makeDirectories(path.getParent());
            disk.rename(place(path), path);
        }
    }

    void delete(Path path) throws IOException {
        disk.deleteTree(place(path));
    }

    /** A collector that died left these. All of them verify themselves, so that even a half-deleted one may come back. */
    void restoreLeftovers() throws IOException {
        for (Path leftover : disk.list(paths.trash())) {
            String name = leftover.getFileName().toString();
            giveBack(paths.root().resolve(name.replace(SLASH, '/')));
        }
    }

    private Path place(Path path) {
        return paths.trash().resolve(paths.root().relativize(path).toString().replace('/', SLASH));
    }
}
