package dev.jbuild.exec.file;

import dev.jbuild.core.file.DirectoryStamp;
import dev.jbuild.core.file.FileStat;
import dev.jbuild.exec.calls.CallBatch;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * The stamp of one directory, made while it is listed: the kernel's own list of names and the stats of all of them go into two checksums
 * as they lie in memory, in the order of the file system. Used by one thread.
 */
final class ListingSum {
    static final byte UNKNOWN = 0;
    static final byte DIRECTORY = 4;
    static final int TYPE_AT = 18; // in struct linux_dirent64
    private static final byte[] ZEROS = new byte[BatchReader.LISTING_BYTES];
    private static final int CTIME_AT = 96; // in struct statx
    private static final int BLOCKS_AT = 48; // which come later than what is written
    private static final int ATIME_AT = 64;
    private static final int DEVICE_MAJOR_AT = 136;

    private final CRC32 crc = new CRC32();
    private final CRC32C crcC = new CRC32C();
    private long entries;
    private long settled = Long.MIN_VALUE;
    private boolean whole = true;

    /** Prepares room for a listing: what stands between names is not written by the kernel, and so must be nothing. */
    static void prepare(CallBatch calls, int listing) {
        calls.memory().put(listing, ZEROS);
    }

    /** Adds a part of a listing, whose stats were asked by the calls from the first one on. What is of no interest in them is cleared. */
    void add(CallBatch calls, int listing, int bytes, int stats) {
        ByteBuffer memory = calls.memory();
        int names = 0;
        for (int entry = listing; entry < listing + bytes; entry += memory.getShort(entry + BatchReader.LENGTH_AT)) {
            int stat = stats + names * Statx.BYTES;
            whole &= calls.result(names) == 0 && memory.get(entry + TYPE_AT) != UNKNOWN;
            if (isAbove(memory, entry + BatchReader.NAME_AT)) {
                clear(memory, stat, 0, Statx.BYTES); // what else is there does not matter
            } else {
                clear(memory, stat, BLOCKS_AT, Long.BYTES);
                clear(memory, stat, ATIME_AT, 2 * Long.BYTES);
                boolean onDisk = memory.getInt(stat + DEVICE_MAJOR_AT) != 0;
                settled = Math.max(settled, FileStat.settledNanos(Statx.nanos(memory, stat + CTIME_AT), onDisk));
            }
            names++;
        }
        entries += names;
        sum(memory, listing, bytes);
        sum(memory, stats, names * Statx.BYTES);
    }

    /** False when some name had no stat or no type: it went away, or the file system does not tell. */
    boolean isWhole() {
        return whole;
    }

    DirectoryStamp stamp() {
        return new DirectoryStamp(crc.getValue() << 32 | crcC.getValue(), entries, settled);
    }

    private static boolean isAbove(ByteBuffer memory, int name) {
        return memory.get(name) == '.' && memory.get(name + 1) == '.' && memory.get(name + 2) == 0;
    }

    private static void clear(ByteBuffer memory, int stat, int at, int length) {
        for (int i = 0; i < length; i += Long.BYTES) {
            memory.putLong(stat + at + i, 0);
        }
    }

    private void sum(ByteBuffer memory, int at, int length) {
        ByteBuffer bytes = memory.duplicate();
        bytes.limit(at + length).position(at);
        crc.update(bytes);
        bytes.position(at);
        crcC.update(bytes);
    }
}
