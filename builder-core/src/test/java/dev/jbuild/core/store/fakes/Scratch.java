package dev.jbuild.core.store.fakes;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A temporary directory that is made when it is first asked for, and directories in it. Thread-safe. */
final class Scratch implements Closeable {
    private final AtomicInteger count = new AtomicInteger();
    private Optional<Path> root = Optional.empty();

    /** A new, empty directory. */
    Path directory(String name) throws IOException {
        return Files.createDirectory(root().resolve(name + "-" + count.incrementAndGet()));
    }

    private synchronized Path root() throws IOException {
        if (root.isEmpty()) {
            root = Optional.of(Files.createTempDirectory("jbuild-fake"));
        }
        return root.get();
    }

    @Override
    public synchronized void close() throws IOException {
        if (root.isPresent()) {
            delete(root.get());
            root = Optional.empty();
        }
    }

    static void delete(Path tree) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> paths = Files.walk(tree)) {
            deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
        } catch (NoSuchFileException e) {
            return; // it is gone, which is what was wanted
        }
        for (Path path : deepestFirst) {
            Files.delete(path);
        }
    }
}
