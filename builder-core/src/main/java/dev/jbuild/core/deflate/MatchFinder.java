package dev.jbuild.core.deflate;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Finds what of some bytes stood there before. Places with the same four bytes are chained by a hash, the latest first, of which few
 * are tried; the latest place with the same eight bytes is known beside them, and is most often where the longest match is. For the
 * short matches of three bytes only the latest place is known, too. Used by one thread.
 *
 * <p>A match is one number: its length, shifted by {@link #LENGTH_SHIFT}, and its distance. 0 is none.
 */
final class MatchFinder {
    static final int LENGTH_SHIFT = 16;
    static final int DISTANCE_MASK = 0xffff;
    static final int MIN_LENGTH = 3;
    static final int MAX_LENGTH = 258;
    static final int WINDOW = 32 * 1024;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int HASHED = 4; // bytes that the hash of a chain is of
    private static final int HASH_BITS = 15;
    private static final int SHORT_HASH_BITS = 13; // of three bytes
    private static final int LONG_HASH_BITS = 15; // of eight
    private static final int MULTIPLIER = 0x9E3779B1; // 2^32 by the golden ratio
    private static final long LONG_MULTIPLIER = 0x9E3779B97F4A7C15L; // 2^64 by it
    private static final int NOWHERE = -WINDOW;
    private static final int MAX_SHORT_DISTANCE = 4096; // farther, three literals are shorter

    private final int[] latest = new int[1 << HASH_BITS];
    private final int[] latestShort = new int[1 << SHORT_HASH_BITS];
    private final int[] latestLong = new int[1 << LONG_HASH_BITS];
    private final int[] before =
            new int[WINDOW]; // the place before a place with the same hash, by the place's last bits
    private final int maxTries;
    private final int goodLength;
    private byte[] bytes = {};
    private int end;

    /**
     * @param maxTries how many places are looked at
     * @param goodLength a match that is so long ends the looking
     */
    MatchFinder(int maxTries, int goodLength) {
        this.maxTries = maxTries;
        this.goodLength = goodLength;
    }

    /** Forgets everything, and learns of some bytes before those that will be asked for. */
    void start(byte[] of, int windowStart, int start, int limit) {
        bytes = of;
        end = limit;
        Arrays.fill(latest, NOWHERE);
        Arrays.fill(latestShort, NOWHERE);
        Arrays.fill(latestLong, NOWHERE);
        insert(windowStart, start);
    }

    /** Learns of the places from one up to another. */
    void insert(int from, int to) {
        byte[] in = bytes;
        int last = Math.min(to, end - Long.BYTES + 1);
        for (int at = from; at < last; at++) {
            long eight = (long) LONG.get(in, at);
            int hash = hash((int) eight);
            before[at & WINDOW - 1] = latest[hash];
            latest[hash] = at;
            latestShort[shortHash((int) eight)] = at;
            latestLong[longHash(eight)] = at;
        }
    }

    /** The longest match at a place that is longer than so many bytes, looked for in part of the usual tries; learns of the place. */
    int find(int at, int longerThan, int triesShift) {
        if (at > end - Long.BYTES) {
            return 0;
        }
        long eight = (long) LONG.get(bytes, at);
        int hash = hash((int) eight);
        int shortHash = shortHash((int) eight);
        int longHash = longHash(eight);
        int place = latest[hash];
        int shortPlace = latestShort[shortHash];
        int longPlace = latestLong[longHash];
        before[at & WINDOW - 1] = place;
        latest[hash] = at;
        latestShort[shortHash] = at;
        latestLong[longHash] = at;

        int maxLength = Math.min(MAX_LENGTH, end - at);
        int longest = Math.max(longerThan, MIN_LENGTH);
        int found = 0;
        if (longest < maxLength && longPlace > at - WINDOW && (long) LONG.get(bytes, longPlace) == eight) {
            int length = length(bytes, longPlace, at, maxLength);
            if (length > longest) {
                longest = length;
                found = length << LENGTH_SHIFT | at - longPlace;
            }
        }
        if (longest < maxLength && (found == 0 || longest < goodLength)) {
            int better = findInChain(at, place, longest, Math.max(1, maxTries >>> triesShift));
            found = better == 0 ? found : better;
        }
        if (found == 0
                && longerThan < MIN_LENGTH
                && shortPlace > at - MAX_SHORT_DISTANCE
                && ((int) INT.get(bytes, shortPlace) ^ (int) eight) << Byte.SIZE == 0) {
            return MIN_LENGTH << LENGTH_SHIFT | at - shortPlace;
        }
        return found;
    }

    private int findInChain(int at, int latestPlace, int longerThan, int tries) {
        byte[] in = bytes;
        int[] chain = before;
        int maxLength = Math.min(MAX_LENGTH, end - at);
        int longest = longerThan;
        int found = 0;
        int four = (int) INT.get(in, at);
        int tail = (int) INT.get(in, at + longest - MIN_LENGTH); // what a longer match has there, too
        int place = latestPlace;
        for (int left = tries; left > 0 && place > at - WINDOW; left--) {
            if ((int) INT.get(in, place + longest - MIN_LENGTH) == tail && (int) INT.get(in, place) == four) {
                int length = length(in, place, at, maxLength);
                if (length > longest) {
                    longest = length;
                    found = length << LENGTH_SHIFT | at - place;
                    if (length >= goodLength || length >= maxLength) {
                        return found;
                    }
                    tail = (int) INT.get(in, at + longest - MIN_LENGTH);
                }
            }
            place = chain[place & WINDOW - 1];
        }
        return found;
    }

    private static int hash(int four) {
        return four * MULTIPLIER >>> Integer.SIZE - HASH_BITS;
    }

    private static int shortHash(int four) {
        return (four << Byte.SIZE) * MULTIPLIER >>> Integer.SIZE - SHORT_HASH_BITS;
    }

    private static int longHash(long eight) {
        return (int) (eight * LONG_MULTIPLIER >>> Long.SIZE - LONG_HASH_BITS);
    }

    /** How many bytes are the same, of which the first four are. */
    private static int length(byte[] in, int place, int at, int maxLength) {
        int length = HASHED;
        for (; length <= maxLength - Long.BYTES; length += Long.BYTES) {
            long difference = (long) LONG.get(in, place + length) ^ (long) LONG.get(in, at + length);
            if (difference != 0) {
                return length + (Long.numberOfTrailingZeros(difference) >>> 3);
            }
        }
        while (length < maxLength && in[place + length] == in[at + length]) {
            length++;
        }
        return length;
    }
}
