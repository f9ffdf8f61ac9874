package dev.jbuild.cache.disk;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.concurrent.locks.LockSupport;

/**
 * Removes a tree that a container wrote: by descriptors, without following a link, however deep it is: what is deeper than {@link #MAX_DEPTH} is first moved up, so that neither descriptors nor the stack run out. Directories that the
 * owner may not write need the privilege with which they were made.
 */
final class TreeRemoval {
    private static final int MAX_DEPTH = 32; // directories open at a time
    private static final int ATTEMPTS = 200;
    private static final long PAUSE_NANOS = 10_000_000; // 10 ms

    private final SecureDirectoryStream<Path> top;
    private final String prefix =
            ".removed-" + Long.toHexString(System.nanoTime()) + "-"; // no name that an image could foresee
    private int moved;

    private TreeRemoval(SecureDirectoryStream<Path> top) {
        this.top = top;
    }

    /**
     * Removes a directory with all that is in it; one that vanishes meanwhile is fine, and so is who makes something in it for a little
     * longer: what was begun beside a command may not have heard yet that it has ended.
     */
    static void remove(Path directory) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                removeOnce(directory);
                return;
            } catch (DirectoryNotEmptyException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private static void removeOnce(Path directory) throws IOException {
        try (SecureDirectoryStream<Path> parent = secure(Files.newDirectoryStream(directory.getParent()))) {
            try (SecureDirectoryStream<Path> top =
                    parent.newDirectoryStream(directory.getFileName(), LinkOption.NOFOLLOW_LINKS)) {
                new TreeRemoval(top).emptyAll(directory);
            }
            parent.deleteDirectory(directory.getFileName());
        } catch (NoSuchFileException e) {
            // It is gone, which is what was wanted.
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private void emptyAll(Path directory) throws IOException {
        int before;
        empty(top, 1);
        do {
            before = moved;
            try (SecureDirectoryStream<Path> again = secure(Files.newDirectoryStream(directory))) {
                empty(again, 1);
            }
        } while (moved > before);
    }

    private void empty(SecureDirectoryStream<Path> directory, int depth) throws IOException {
        for (Path entry : directory) {
            Path name = entry.getFileName();
            try {
                if (!isDirectory(directory, name)) {
                    directory.deleteFile(name);
                } else if (depth >= MAX_DEPTH) {
                    directory.move(name, top, Path.of(prefix + ++moved));
                } else {
                    try (SecureDirectoryStream<Path> child =
                            directory.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
                        empty(child, depth + 1);
                    }
                    directory.deleteDirectory(name);
                }
            } catch (NoSuchFileException e) {
                // Another process removes the same tree.
            }
        }
    }

    private static boolean isDirectory(SecureDirectoryStream<Path> directory, Path name) throws IOException {
        return directory
                .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes()
                .isDirectory();
    }

    private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> stream) {
        return (SecureDirectoryStream<Path>) stream; // true of every file system of Linux
    }
}
