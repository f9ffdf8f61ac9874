package dev.jbuild.core.export;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where a single file goes that the user asked for: a path of his, or a stream such as stdout. */
public sealed interface OutputTarget {

    /** Opens it for writing; nothing is at the user's path before {@link Opened#commit}. */
    Opened open() throws IOException;

    /** As the user wrote it. */
    String name();

    /**
     * A file, written beside and renamed when it is whole. A link leads to the file that is replaced; what is no regular file, such as
     * {@code /dev/null} or a pipe, is written to and stays what it is.
     */
    record ToFile(Path path) implements OutputTarget {
        @Override
        public Opened open() throws IOException {
            if (Files.isDirectory(path)) {
                throw BuildException.of(ErrorCode.USAGE, "cannot write \"" + path + "\": it is a directory")
                        .withHint("name a file");
            }
            Path parent = path.toAbsolutePath().getParent();
            if (parent == null || !Files.isDirectory(parent)) {
                throw BuildException.of(ErrorCode.USAGE, "cannot write \"" + path + "\": no directory " + parent)
                        .withHint("make the directory first");
            }
            boolean there = Files.exists(path);
            if (there && !Files.isRegularFile(path)) {
                OutputStream stream = Files.newOutputStream(path, StandardOpenOption.WRITE);
                return new Opened(stream, null, stream::close, stream::close);
            }
            return beside(there ? path.toRealPath() : path.toAbsolutePath());
        }

        private static Opened beside(Path path) throws IOException {
            Path beside = path.resolveSibling(
                    "." + path.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
            FileChannel channel = FileChannel.open(
                    beside, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
            return new Opened(
                    Channels.newOutputStream(channel),
                    channel,
                    () -> {
                        channel.close();
                        Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                    },
                    () -> {
                        channel.close();
                        Files.deleteIfExists(beside);
                    });
        }

        @Override
        public String name() {
            return path.toString();
        }
    }

    /** A stream that is not closed. */
    record ToStream(OutputStream stream, String name) implements OutputTarget {
        @Override
        public Opened open() {
            return new Opened(stream, null, stream::flush, () -> {});
        }
    }

    /** Something that reads what is written, and can fail. */
    record ToReader(Reader reader, String name) implements OutputTarget {
        @Override
        public Opened open() throws IOException {
            Reading reading = reader.start();
            return new Opened(reading.stream(), null, reading::finish, reading::abandon);
        }
    }

    /** Begins to read. */
    interface Reader {
        Reading start() throws IOException;
    }

    /** One who reads. */
    interface Reading {
        OutputStream stream();

        /** All was written. */
        void finish() throws IOException;

        /** Not all was, and never will be. */
        void abandon() throws IOException;
    }

    /** An open target. Closing without commit leaves nothing of it. */
    final class Opened implements Closeable {
        private static final int BUFFER_BYTES = 256 * 1024; // 256 KiB

        private final OutputStream stream;
        private final @Nullable FileChannel channel;
        private final Step commit;
        private final Step close;
        private boolean committed;

        Opened(OutputStream stream, @Nullable FileChannel channel, Step commit, Step close) {
            this.stream = new BufferedOutputStream(stream, BUFFER_BYTES);
            this.channel = channel;
            this.commit = commit;
            this.close = close;
        }

        public OutputStream stream() {
            return stream;
        }

        /** Whether it is a file, into which the kernel can copy others. */
        boolean splices() {
            return channel != null;
        }

        /** Writes the first bytes of a file, as many as said, after what was written before; only when it {@link #splices}. */
        void splice(Path file, long sizeBytes) throws IOException {
            FileChannel to = Objects.requireNonNull(channel, "channel");
            stream.flush();
            try (FileChannel from = FileChannel.open(file, StandardOpenOption.READ)) {
                for (long at = 0; at < sizeBytes; ) {
                    long count = from.transferTo(at, sizeBytes - at, to);
                    if (count == 0) {
                        throw new EOFException("\"%s\" ends after %d bytes, want %d".formatted(file, at, sizeBytes));
                    }
                    at += count;
                }
            }
        }

        public void commit() throws IOException {
            stream.flush();
            commit.run();
            committed = true;
        }

        @Override
        public void close() throws IOException {
            if (!committed) {
                close.run();
            }
        }

        interface Step {
            void run() throws IOException;
        }
    }
}
