package dev.jbuild.core.export;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A layout as a directory of the user's. Files are written beside and renamed when all are there, index.json last, so that a layout
 * that was there stays whole; blobs of the same name are left as they are.
 */
final class DirectoryLayoutFiles implements LayoutFiles {
    private final Path directory;
    private final List<Pending> pending = new ArrayList<>();
    private long sizeBytes;

    private record Pending(Path beside, Path place) {}

    DirectoryLayoutFiles(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
    }

    @Override
    public void put(String name, long size, InputStream content) throws IOException {
        Path place = directory.resolve(name);
        Files.createDirectories(place.getParent());
        if (name.startsWith("blobs/") && Files.isRegularFile(place) && Files.size(place) == size) {
            return;
        }
        Path beside = place.resolveSibling(
                "." + place.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
        pending.add(new Pending(beside, place));
        Files.copy(content, beside, StandardCopyOption.REPLACE_EXISTING);
        sizeBytes += size;
    }

    @Override
    public long sizeBytes() {
        return sizeBytes;
    }

    @Override
    public void finish() throws IOException {
        for (Pending file : pending) {
            Files.move(file.beside, file.place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        pending.clear();
    }

    @Override
    public void close() throws IOException {
        for (Pending file : pending) {
            Files.deleteIfExists(file.beside);
        }
    }
}
