package dev.jbuild.cache.disk;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A sum over all files of a tree: of each its name's hash, its directory's, its type, its size (directories have none that means
 * something) and its mtime. It notices accidents at the price of one lstat a file and needs no order and no list; who would deceive
 * it must own the store.
 */
public record StatSum(long files, long sum) {

    /** The sum of what is below a directory, and of the directory's own time. */
    public static StatSum of(Path root) throws IOException {
        Summing visitor = new Summing(root);
        Files.walkFileTree(root, visitor);
        return new StatSum(visitor.files, visitor.sum);
    }

    private static final class Summing extends SimpleFileVisitor<Path> {
        private final int rootNames;
        private long files;
        private long sum;

        Summing(Path root) {
            this.rootNames = root.getNameCount();
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            add(directory, attributes, 0);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            add(file, attributes, attributes.size());
            return FileVisitResult.CONTINUE;
        }

        // The path below the root: an absolute one would change with every rename of the form.
        private void add(Path path, BasicFileAttributes attributes, long sizeBytes) {
            int names = path.getNameCount();
            long hash = names == rootNames ? 1 : path.subpath(rootNames, names).hashCode();
            hash = mixed(hash * 4 + type(attributes));
            hash = mixed(hash ^ sizeBytes);
            hash = mixed(hash ^ attributes.lastModifiedTime().to(java.util.concurrent.TimeUnit.NANOSECONDS));
            files++;
            sum += hash;
        }

        private static int type(BasicFileAttributes attributes) {
            if (attributes.isRegularFile()) {
                return 0;
            }
            if (attributes.isDirectory()) {
                return 1;
            }
            return attributes.isSymbolicLink() ? 2 : 3;
        }

        /** The finaliser of SplitMix64. */
        private static long mixed(long value) {
            long z = value + 0x9e3779b97f4a7c15L;
            z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
            z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
            return z ^ z >>> 31;
        }
    }
}
