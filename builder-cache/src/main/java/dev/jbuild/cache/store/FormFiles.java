package dev.jbuild.cache.store;

import dev.jbuild.cache.disk.DamagedFileException;
import dev.jbuild.cache.disk.Disk;
import dev.jbuild.cache.disk.FrameReader;
import dev.jbuild.cache.disk.FrameWriter;
import dev.jbuild.cache.disk.NewFile;
import dev.jbuild.cache.disk.StatSum;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * What lies beside a directory form's root: the seal, a framed file with the tag, the boot in which the form was made and the
 * {@link StatSum} of its files.
 *
 * <p>A form is never synced: that would cost more than making it again. So one of another boot counts as broken, and so does one
 * whose stat sum differs: a name, a type, a size or a time changed. Contents that changed and left all of these alone are found by
 * {@code jbuild cache check}, which reads every file.
 */
public final class FormFiles {
    private static final int MAGIC = 'J' << 24 | 'D' << 16 | 'F' << 8 | 1; // the last byte is the version

    private final Disk disk;
    private final BootId boot;

    public FormFiles(Disk disk, BootId boot) {
        this.disk = disk;
        this.boot = boot;
    }

    /** The directory that a container sees. */
    public static Path root(Path form) {
        return form.resolve("root");
    }

    private static Path sealOf(Path form) {
        return form.resolve("seal");
    }

    /** Writes down what the form is now. */
    void seal(Path form, String tag) throws IOException {
        StatSum sum = StatSum.of(root(form));
        try (NewFile file = NewFile.at(disk, form.resolve("seal.new"))) {
            FrameWriter frame = new FrameWriter(file.out(), MAGIC);
            frame.text(tag);
            frame.text(boot.value());
            frame.i64(sum.files());
            frame.i64(sum.sum());
            frame.end();
            file.moveTo(sealOf(form));
        }
    }

    /** Whether a form is what was sealed, in this boot. Reads every directory and asks for every file's attributes. */
    public boolean isIntact(Path form) throws IOException {
        Path seal = sealOf(form);
        Optional<BasicFileAttributes> file = disk.stat(seal);
        if (file.isEmpty()) {
            return false;
        }
        try (FrameReader frame = new FrameReader(
                disk.open(seal), "the seal of a directory form", file.get().size(), MAGIC)) {
            frame.text();
            String madeIn = frame.text();
            StatSum sealed = new StatSum(frame.i64(), frame.i64());
            frame.end();
            return madeIn.equals(boot.value()) && sealed.equals(StatSum.of(root(form)));
        } catch (DamagedFileException | NoSuchFileException e) {
            return false;
        }
    }
}
