package dev.jbuild.cache.store;

import dev.jbuild.cache.disk.DamagedFileException;
import dev.jbuild.cache.disk.Disk;
import dev.jbuild.cache.disk.FrameReader;
import dev.jbuild.cache.disk.FrameWriter;
import dev.jbuild.cache.disk.NewFile;
import dev.jbuild.core.store.CacheMounts.Description;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** What is behind the ids of cache mounts: a file beside the numbered directories, for people. */
public final class CacheMountNames {
    private static final int MAGIC = 'J' << 24 | 'C' << 16 | 'M' << 8 | 1; // the last byte is the version
    private static final String NAME = "about";

    private CacheMountNames() {}

    /** True for the directory of a mount. */
    public static boolean isMount(Path path) {
        String name = path.getFileName().toString();
        return name.length() < 10 && name.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    static void write(Disk disk, Path directory, Path temporary, Description about) throws IOException {
        if (disk.stat(directory.resolve(NAME)).isPresent()) {
            return; // an id always has the same behind it
        }
        disk.makeDirectories(directory);
        try (NewFile file = NewFile.at(disk, temporary)) {
            FrameWriter frame = new FrameWriter(file.out(), MAGIC);
            frame.text(about.name());
            frame.text(about.tag());
            frame.text(Integer.toString(about.mode()));
            frame.text(Long.toString(about.uid()));
            frame.text(Long.toString(about.gid()));
            frame.end();
            file.moveTo(directory.resolve(NAME));
        }
    }

    static Optional<Description> read(Disk disk, Path directory) throws IOException {
        Path file = directory.resolve(NAME);
        Optional<BasicFileAttributes> attributes = disk.stat(file);
        if (attributes.isEmpty()) {
            return Optional.empty();
        }
        try (FrameReader frame = new FrameReader(
                disk.open(file), "a cache mount", attributes.get().size(), MAGIC)) {
            Description about = new Description(
                    frame.text(),
                    frame.text(),
                    Integer.parseInt(frame.text()),
                    Long.parseLong(frame.text()),
                    Long.parseLong(frame.text()));
            frame.end();
            return Optional.of(about);
        } catch (DamagedFileException | NoSuchFileException | NumberFormatException e) {
            return Optional.empty();
        }
    }
}
