package dev.jbuild.cache.store;

import dev.jbuild.cache.disk.DamagedFileException;
import dev.jbuild.cache.disk.FrameReader;
import dev.jbuild.cache.disk.FrameWriter;
import dev.jbuild.cache.disk.NewFile;
import dev.jbuild.core.oci.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keyed digests of values that look like secrets: who has a list of likely values, but not the store, learns nothing from them. The
 * key is made once in a store. Thread-safe.
 */
final class Concealment {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;
    private static final int MAX_FILE_BYTES = 256;
    private static final int MAGIC = 'J' << 24 | 'C' << 16 | 'K' << 8 | 1; // the last byte is the version

    private final BuildSpace space;

    Concealment(BuildSpace space) {
        this.space = space;
    }

    Digest conceal(String value) throws IOException {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key(), ALGORITHM));
            return Digest.ofHash(mac.doFinal(value.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime lacks " + ALGORITHM, e);
        }
    }

    private byte[] key() throws IOException {
        Path place = space.paths().concealKey();
        Optional<byte[]> known = read(place);
        if (known.isPresent()) {
            return known.get();
        }
        byte[] fresh = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(fresh);
        try (NewFile file = space.newFile("key")) {
            FrameWriter frame = new FrameWriter(file.out(), MAGIC);
            frame.raw(fresh);
            frame.end();
            file.linkTo(place);
            return fresh;
        } catch (FileAlreadyExistsException e) {
            return read(place) // another process was first, and its key is the store's
                    .orElseThrow(() -> new IOException("the key of the store vanished while it was read", e));
        }
    }

    private Optional<byte[]> read(Path place) throws IOException {
        try (InputStream in = space.disk().open(place)) {
            ByteBuffer fields = FrameReader.whole(in.readNBytes(MAX_FILE_BYTES), "the key of the store", MAGIC);
            byte[] key = new byte[fields.remaining()];
            fields.get(key);
            return Optional.of(key);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (DamagedFileException e) {
            space.disk().delete(place); // all that it costs is that old digests compare as different
            return Optional.empty();
        }
    }
}
