package dev.jbuild.cache.disk;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;

/** A disk that says what a user can do when it is full: BuildException DISK_FULL. Thread-safe. */
public final class ReportingDisk implements Disk {
    // What strerror says for ENOSPC and EDQUOT; the JDK gives nothing better than these texts.
    private static final String FULL = "No space left on device";
    private static final String OVER_QUOTA = "Disk quota exceeded";

    private final Disk disk;
    private final Path root;

    public ReportingDisk(Disk disk, Path root) {
        this.disk = disk;
        this.root = root;
    }

    @Override
    public Optional<BasicFileAttributes> stat(Path path) throws IOException {
        return disk.stat(path);
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        return disk.list(directory);
    }

    @Override
    public long usedBytes(Path path) throws IOException {
        return disk.usedBytes(path);
    }

    @Override
    public InputStream open(Path file) throws IOException {
        return disk.open(file);
    }

    @Override
    public SeekableByteChannel openChannel(Path file) throws IOException {
        return disk.openChannel(file);
    }

    @Override
    public void note(Path file, byte[] note) {
        disk.note(file, note);
    }

    @Override
    public Optional<byte[]> note(Path file) {
        return disk.note(file);
    }

    @Override
    public OutputStream create(Path file) throws IOException {
        try {
            return new ReportingStream(disk.create(file));
        } catch (IOException e) {
            throw meaning(e);
        }
    }

    @Override
    public OutputStream append(Path file) throws IOException {
        try {
            return new ReportingStream(disk.append(file));
        } catch (IOException e) {
            throw meaning(e);
        }
    }

    @Override
    public void makeDirectories(Path directory) throws IOException {
        report(() -> disk.makeDirectories(directory));
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        report(() -> disk.rename(from, to));
    }

    @Override
    public void link(Path existing, Path name) throws IOException {
        report(() -> disk.link(existing, name));
    }

    @Override
    public boolean delete(Path path) throws IOException {
        return disk.delete(path);
    }

    @Override
    public void deleteTree(Path path) throws IOException {
        disk.deleteTree(path);
    }

    @Override
    public void sync(Path path) throws IOException {
        report(() -> disk.sync(path));
    }

    @Override
    public void touch(Path path) throws IOException {
        report(() -> disk.touch(path));
    }

    private interface Action {
        void run() throws IOException;
    }

    private void report(Action action) throws IOException {
        try {
            action.run();
        } catch (IOException e) {
            throw meaning(e);
        }
    }

    /** The failure itself, unless it says that there is no room. */
    private IOException meaning(IOException e) {
        String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
        if (FULL.equals(reason) || OVER_QUOTA.equals(reason)) {
            throw BuildException.of(
                            ErrorCode.DISK_FULL,
                            "cannot write to the store \"" + root + "\": "
                                    + (FULL.equals(reason) ? "no space is left on the device" : "the quota is used up"))
                    .withHint("free space there, for example by jbuild cache prune")
                    .withCause(e);
        }
        return e;
    }

    private final class ReportingStream extends FilterOutputStream {
        ReportingStream(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
            try { // without a report: what it captures would be garbage of every write of a log
                out.write(buffer, offset, length);
            } catch (IOException e) {
                throw meaning(e);
            }
        }

        @Override
        public void write(int b) throws IOException {
            report(() -> out.write(b));
        }

        @Override
        public void close() throws IOException {
            report(out::close);
        }
    }
}
