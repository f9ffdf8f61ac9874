package dev.jbuild.core.store;

import dev.jbuild.core.oci.Digest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * A stream that hashes what goes through it and throws {@link DamagedBlobException} at its end when the hash is not the digest
 * asked for. Who does not read to the end learns nothing. Closing closes the stream below. Used by one thread.
 */
public final class VerifyingInputStream extends FilterInputStream {
    private final Digest expected;
    private final MessageDigest hash;
    private final OnDamage onDamage;
    private boolean ended;

    /** What is done, once, when the bytes are wrong, before the exception is thrown. */
    public interface OnDamage {
        void damaged() throws IOException;
    }

    public VerifyingInputStream(InputStream bytes, Digest expected, OnDamage onDamage) {
        super(bytes);
        this.expected = expected;
        this.hash = expected.algorithm().newMessageDigest();
        this.onDamage = onDamage;
    }

    @Override
    public int read() throws IOException {
        int b = in.read();
        if (b < 0) {
            end();
        } else {
            hash.update((byte) b);
        }
        return b;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = in.read(buffer, offset, length);
        if (read < 0) {
            end();
        } else {
            hash.update(buffer, offset, read);
        }
        return read;
    }

    /** Skipping reads: what is skipped is verified too. */
    @Override
    public long skip(long count) throws IOException {
        byte[] buffer = new byte[(int) Math.min(Math.max(count, 0), 8192)];
        long left = count;
        while (left > 0) {
            int read = read(buffer, 0, (int) Math.min(left, buffer.length));
            if (read < 0) {
                break;
            }
            left -= read;
        }
        return count - left;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private void end() throws IOException {
        if (ended) {
            return;
        }
        String hex = HexFormat.of().formatHex(hash.digest());
        ended = true;
        if (!hex.equals(expected.hex())) {
            onDamage.damaged();
            throw new DamagedBlobException("blob " + expected + " is damaged: got "
                    + expected.algorithm().id() + ":" + hex);
        }
    }
}
