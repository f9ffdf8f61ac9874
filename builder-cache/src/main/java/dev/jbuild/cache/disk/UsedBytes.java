package dev.jbuild.cache.disk;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** Adds up sizes of files: what a file says that it is long, which for sparse ones is more than they take. */
final class UsedBytes extends SimpleFileVisitor<Path> {
    private long sum;

    private UsedBytes() {}

    static long of(Path path) throws IOException {
        UsedBytes visitor = new UsedBytes();
        Files.walkFileTree(path, visitor);
        return visitor.sum;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        sum += attributes.isRegularFile() ? attributes.size() : 0;
        return FileVisitResult.CONTINUE;
    }

    /** A file that is gone, or a directory of a container's user that is closed to us: its size is not known. */
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, java.io.IOException failure) {
        return FileVisitResult.CONTINUE;
    }
}
