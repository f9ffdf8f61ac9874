package dev.jbuild.cache.disk;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A file that is written beside and renamed into its place when it is whole. Closing one that was not moved removes it, whatever
 * failed before. Used by one thread, but for {@link #syncSoFar}.
 */
public final class NewFile implements AutoCloseable {
    private final Disk disk;
    private final Path temporary;
    private final OutputStream out;
    private boolean moved;

    private NewFile(Disk disk, Path temporary, OutputStream out) {
        this.disk = disk;
        this.temporary = temporary;
        this.out = out;
    }

    /** A new file at a temporary place, whose directory is made when it is missing. */
    public static NewFile at(Disk disk, Path temporary) throws IOException {
        try {
            return new NewFile(disk, temporary, disk.create(temporary));
        } catch (NoSuchFileException e) {
            disk.makeDirectories(temporary.getParent());
            return new NewFile(disk, temporary, disk.create(temporary));
        }
    }

    /** Where the bytes go; {@link #close} closes it. */
    public OutputStream out() {
        return out;
    }

    /** The bytes written so far, to be read again; the caller closes. */
    public InputStream read() throws IOException {
        out.flush();
        return disk.open(temporary);
    }

    /** Keeps a few bytes with the file, where the file system can. */
    public void note(byte[] note) {
        disk.note(temporary, note);
    }

    /** Makes the bytes written so far durable. */
    public void sync() throws IOException {
        out.close();
        disk.sync(temporary);
    }

    /** Makes durable what was written when this is called, beside the thread that goes on writing; one that was moved or removed is fine. */
    public void syncSoFar() throws IOException {
        try {
            disk.sync(temporary);
        } catch (NoSuchFileException e) {
            return; // whoever moved it has it synced
        }
    }

    /** Puts the file into its place, whose directory is made when it is missing. Nothing may be written after it. */
    public void moveTo(Path place) throws IOException {
        out.close();
        try {
            disk.rename(temporary, place);
        } catch (NoSuchFileException e) {
            disk.makeDirectories(place.getParent());
            disk.rename(temporary, place);
        }
        moved = true;
    }

    /** Gives the file its place unless something is there: then it is {@link java.nio.file.FileAlreadyExistsException}. */
    public void linkTo(Path place) throws IOException {
        out.close();
        try {
            disk.link(temporary, place);
        } catch (NoSuchFileException e) {
            disk.makeDirectories(place.getParent());
            disk.link(temporary, place);
        }
    }

    @Override
    public void close() throws IOException {
        if (!moved) {
            try {
                out.close();
            } finally {
                disk.delete(temporary);
            }
        }
    }
}
