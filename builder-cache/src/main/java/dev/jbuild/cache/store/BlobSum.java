package dev.jbuild.cache.store;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * A sum of 64 bits over a blob, kept with its file: CRC-32 and CRC-32C, which this program computes ten times faster than SHA-256. It
 * tells a damaged file from a whole one; what the file is called by is its SHA-256. Used by one thread.
 */
final class BlobSum {
    /** The smallest blob that has one; smaller ones are hashed in no time. */
    static final long LEAST_BYTES = 1024 * 1024; // 1 MiB

    private final CRC32 crc = new CRC32();
    private final CRC32C crcC = new CRC32C();
    private long sizeBytes;

    void add(byte[] bytes, int offset, int length) {
        crc.update(bytes, offset, length);
        crcC.update(bytes, offset, length);
        sizeBytes += length;
    }

    /** The sum with the number of bytes that it is of. */
    byte[] toBytes() {
        return ByteBuffer.allocate(16)
                .putLong(sizeBytes)
                .putInt((int) crc.getValue())
                .putInt((int) crcC.getValue())
                .array();
    }

    /** What is done when the bytes are not those that were summed up. */
    @FunctionalInterface
    interface OnDamage {
        void damaged() throws IOException;
    }

    /** A stream that is compared, at its end, with a sum that was kept. Closing closes what is below. */
    static InputStream checking(InputStream in, byte[] kept, OnDamage onDamage) {
        return new Checking(in, kept, onDamage);
    }

    private static final class Checking extends FilterInputStream {
        private final BlobSum sum = new BlobSum();
        private final byte[] kept;
        private final OnDamage onDamage;

        Checking(InputStream in, byte[] kept, OnDamage onDamage) {
            super(in);
            this.kept = kept;
            this.onDamage = onDamage;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = in.read(bytes, offset, length);
            if (count > 0) {
                sum.add(bytes, offset, count);
            } else if (count < 0 && !Arrays.equals(sum.toBytes(), kept)) {
                onDamage.damaged();
            }
            return count;
        }

        /** Skipping reads: what is skipped is checked too. */
        @Override
        public long skip(long count) throws IOException {
            byte[] skipped = new byte[(int) Math.min(Math.max(count, 0), 8192)];
            return skipped.length == 0 ? 0 : Math.max(0, read(skipped, 0, skipped.length));
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
