package dev.jbuild.cache.store;

import dev.jbuild.cache.disk.DamagedFileException;
import dev.jbuild.cache.disk.Disk;
import dev.jbuild.cache.disk.FrameReader;
import dev.jbuild.cache.disk.FrameWriter;
import dev.jbuild.cache.disk.StorePaths;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.store.ImageStore.StoredImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The files in {@code images/}: one for each reference, named by the digest of its text. Thread-safe. */
public record ImageFiles(Disk disk, StorePaths paths) {
    private static final int MAGIC = 'J' << 24 | 'I' << 16 | 'M' << 8 | 1; // the last byte is the version

    Path of(ImageReference reference) {
        return paths.images().resolve(Digest.ofUtf8(reference.toString()).hex());
    }

    Path ofDangling(Descriptor manifest) {
        return paths.images()
                .resolve(Digest.ofUtf8("dangling " + manifest.digest()).hex());
    }

    static byte[] encode(StoredImage image) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        FrameWriter frame = new FrameWriter(bytes, MAGIC);
        frame.text(image.reference().map(ImageReference::toString).orElse(""));
        frame.instant(image.stored());
        DescriptorCodec.write(frame, image.manifest());
        frame.end();
        return bytes.toByteArray();
    }

    /** What a file says; empty when there is none, or a damaged one, which is left for {@code jbuild cache check} to show. */
    Optional<StoredImage> read(Path file) throws IOException {
        try {
            return Optional.of(readOrFail(file));
        } catch (NoSuchFileException | DamagedFileException e) {
            return Optional.empty();
        }
    }

    /** As {@link #read}, with the exceptions. */
    public StoredImage readOrFail(Path file) throws IOException {
        BasicFileAttributes attributes = disk.stat(file).orElseThrow(() -> new NoSuchFileException(file.toString()));
        try (FrameReader frame = new FrameReader(disk.open(file), "a reference", attributes.size(), MAGIC)) {
            String text = frame.text();
            Instant stored = frame.instant();
            Descriptor manifest = DescriptorCodec.read(frame);
            frame.end();
            Optional<ImageReference> reference =
                    text.isEmpty() ? Optional.empty() : Optional.of(ImageReference.parse(text));
            return new StoredImage(reference, manifest, stored);
        } catch (IllegalArgumentException e) {
            throw new DamagedFileException("a reference is damaged: " + e.getMessage(), e);
        }
    }

    /** All that can be read, newest first. */
    public List<StoredImage> list() throws IOException {
        List<StoredImage> images = new ArrayList<>();
        for (Path file : disk.list(paths.images())) {
            read(file).ifPresent(images::add);
        }
        images.sort(ImageFiles::compare);
        return images;
    }

    /** The newest first; by name where the time is the same. */
    private static int compare(StoredImage one, StoredImage other) {
        int byTime = other.stored().compareTo(one.stored());
        return byTime != 0 ? byTime : nameOf(one).compareTo(nameOf(other));
    }

    private static String nameOf(StoredImage image) {
        return image.reference().map(ImageReference::toString).orElse("");
    }
}
