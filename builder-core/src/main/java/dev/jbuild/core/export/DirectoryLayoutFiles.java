package dev.jbuild.core.export;

import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.store.DamagedBlobException;
import dev.jbuild.core.store.VerifyingInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A layout as a directory of the user's. Files are written beside and renamed when all are there, index.json last, so that a layout
 * that was there stays whole; blobs that are there and whole are left as they are.
 */
final class DirectoryLayoutFiles implements LayoutFiles {
    private static final String BLOBS = "blobs/";
    private static final int MAX_DOCUMENT_BYTES = 4 * 1024 * 1024; // 4 MiB

    private final Path directory;
    private final LayoutExporter.Blobs blobs;
    private final List<Pending> pending = new ArrayList<>();
    private long sizeBytes;

    private record Pending(Path beside, Path place) {}

    DirectoryLayoutFiles(Path directory, LayoutExporter.Blobs blobs) throws IOException {
        new OutputDirectory(directory).create();
        this.directory = directory;
        this.blobs = blobs;
    }

    @Override
    public Optional<byte[]> existing(String name) throws IOException {
        Path place = directory.resolve(name);
        if (!Files.isRegularFile(place)) {
            return Optional.empty();
        }
        if (Files.size(place) > MAX_DOCUMENT_BYTES) {
            throw new IOException("\"%s\" has more than %d bytes".formatted(place, MAX_DOCUMENT_BYTES));
        }
        return Optional.of(Files.readAllBytes(place));
    }

    @Override
    public void put(String name, long size, InputStream content) throws IOException {
        if (isWhole(name, size)) {
            return;
        }
        Files.copy(content, beside(name), StandardCopyOption.REPLACE_EXISTING);
        sizeBytes += size;
    }

    @Override
    public boolean splices() {
        return true;
    }

    @Override
    public void splice(String name, long size, Path file) throws IOException {
        if (isWhole(name, size)) {
            return;
        }
        Path beside = beside(name);
        Files.deleteIfExists(beside);
        if (blobs == LayoutExporter.Blobs.COPIED || !link(beside, file)) {
            Files.copy(file, beside);
            sizeBytes += size;
        }
    }

    private static boolean link(Path beside, Path file) throws IOException {
        try {
            Files.createLink(beside, file);
            return true;
        } catch (FileSystemException | UnsupportedOperationException e) {
            return false; // another file system, or one without links: it is copied
        }
    }

    private boolean isWhole(String name, long size) throws IOException {
        Path place = directory.resolve(name);
        if (!name.startsWith(BLOBS) || !Files.isRegularFile(place) || Files.size(place) != size) {
            return false;
        }
        Digest digest = Digest.parse(name.substring(BLOBS.length()).replace('/', ':'));
        try (InputStream in = new VerifyingInputStream(Files.newInputStream(place), digest, () -> {})) {
            in.transferTo(OutputStream.nullOutputStream());
            return true;
        } catch (DamagedBlobException e) {
            return false; // it is written anew
        }
    }

    private Path beside(String name) throws IOException {
        Path place = directory.resolve(name);
        Files.createDirectories(place.getParent());
        Path beside = place.resolveSibling(
                "." + place.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
        pending.add(new Pending(beside, place));
        return beside;
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
