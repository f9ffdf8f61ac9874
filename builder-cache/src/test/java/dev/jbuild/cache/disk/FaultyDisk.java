package dev.jbuild.cache.disk;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A disk that counts what changes it, writes it down, and fails at the one of a number. A write that fails has written half of its
 * bytes. Deleting never fails, as on a real disk that is full. Nothing is really synced, which would only cost time.
 * Thread-safe.
 */
public final class FaultyDisk implements Disk {
    private final Disk disk;
    private final int failAt;
    private final String message;
    private final AtomicInteger operations = new AtomicInteger();
    private final List<String> journal = Collections.synchronizedList(new ArrayList<>());

    public FaultyDisk(Disk disk, int failAt, String message) {
        this.disk = disk;
        this.failAt = failAt;
        this.message = message;
    }

    /** One that only writes down. */
    public static FaultyDisk never(Disk disk) {
        return new FaultyDisk(disk, -1, "");
    }

    /** How many operations there were. */
    public int operations() {
        return operations.get();
    }

    /** The operations so far, in order: {@code sync PATH}, {@code rename FROM TO} and so on. */
    public List<String> journal() {
        return List.copyOf(journal);
    }

    private boolean isFailing(String what) {
        journal.add(what);
        return operations.getAndIncrement() == failAt;
    }

    private void step(String what) throws IOException {
        if (isFailing(what)) {
            throw new IOException(message);
        }
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
        step("create " + file);
        return new FaultyStream(disk.create(file), file);
    }

    @Override
    public OutputStream append(Path file) throws IOException {
        step("append " + file);
        return new FaultyStream(disk.append(file), file);
    }

    @Override
    public void makeDirectories(Path directory) throws IOException {
        step("mkdir " + directory);
        disk.makeDirectories(directory);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        step("rename " + from + " " + to);
        disk.rename(from, to);
    }

    @Override
    public void link(Path existing, Path name) throws IOException {
        step("link " + existing + " " + name);
        disk.link(existing, name);
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
        step("sync " + path);
        disk.stat(path).orElseThrow(() -> new NoSuchFileException(path.toString()));
    }

    @Override
    public void touch(Path path) throws IOException {
        disk.touch(path);
    }

    private final class FaultyStream extends FilterOutputStream {
        private final Path file;

        FaultyStream(OutputStream out, Path file) {
            super(out);
            this.file = file;
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
            if (isFailing("write " + file)) {
                out.write(buffer, offset, length / 2);
                throw new IOException(message);
            }
            out.write(buffer, offset, length);
        }
    }
}
