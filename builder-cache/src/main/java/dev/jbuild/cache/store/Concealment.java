package dev.jbuild.cache.store;

import dev.jbuild.cache.disk.NewFile;
import dev.jbuild.core.oci.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keyed digests of values that look like secrets: who has a list of likely values, but not the store, learns nothing from them. The
 * key is made once in a store. Thread-safe.
 */
final class Concealment {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;

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
        byte[] key = read(place);
        if (key.length == KEY_BYTES) {
            return key;
        }
        if (key.length > 0) {
            space.disk().delete(place); // a damaged key; all it costs is that old digests compare as different
        }
        byte[] fresh = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(fresh);
        try (NewFile file = space.newFile("key")) {
            file.out().write(fresh);
            file.linkTo(place);
        } catch (FileAlreadyExistsException e) {
            return read(place); // another process was first, and its key is the store's
        }
        return fresh;
    }

    private byte[] read(Path place) throws IOException {
        try (InputStream in = space.disk().open(place)) {
            return in.readNBytes(KEY_BYTES + 1);
        } catch (NoSuchFileException e) {
            return new byte[0];
        }
    }
}
