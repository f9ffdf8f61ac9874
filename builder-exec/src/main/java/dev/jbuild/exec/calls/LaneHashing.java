package dev.jbuild.exec.calls;

import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.Hashing;
import dev.jbuild.core.oci.StreamHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Hashes pieces of many streams at once, in the lanes of {@link HashBatch}. There is no thread for it: who cannot go on before a piece of
 * his is hashed hashes all the pieces that wait, those of others too, and who comes meanwhile waits for him. Thread-safe.
 */
public final class LaneHashing implements Hashing {
    /** What a stream gives at a time. */
    static final int PIECE_BYTES = 128 * 1024; // 128 KiB, of which a stream has two

    private static final int MOST_PIECES = 64;
    private static final int ROOM_BYTES = 2 * 1024 * 1024; // 2 MiB

    private final ReentrantLock turn = new ReentrantLock();
    private final Queue<LaneHash> waiting = new ConcurrentLinkedQueue<>(); // taken from by who has the turn
    private @Nullable CallBatch calls; // of who has the turn

    LaneHashing() {}

    /** In lanes where that is of use, else plain. */
    public static Hashing here() {
        return HashBatch.isOfUse() ? new LaneHashing() : Hashing.PLAIN;
    }

    @Override
    public StreamHash begin(Digest.Algorithm algorithm) {
        return algorithm == Digest.Algorithm.SHA256 ? new LaneHash(this) : Hashing.PLAIN.begin(algorithm);
    }

    void submit(LaneHash stream) {
        waiting.add(stream);
    }

    /** Returns when the piece that a stream gave is hashed. */
    void await(LaneHash stream) {
        while (!stream.isDone()) {
            turn.lock();
            try {
                if (!stream.isDone()) {
                    hashWaiting();
                }
            } finally {
                turn.unlock();
            }
        }
    }

    private void hashWaiting() {
        CallBatch room = room();
        room.clear();
        HashBatch batch = new HashBatch(room, MOST_PIECES);
        List<LaneHash> taken = new ArrayList<>();
        for (LaneHash next = waiting.peek(); next != null; next = waiting.peek()) {
            if (taken.size() == MOST_PIECES || next.givenBytes() > room.roomLeft()) {
                break;
            }
            waiting.remove();
            next.addTo(batch, room);
            taken.add(next);
        }
        batch.carryOut();
        for (int i = 0; i < taken.size(); i++) {
            taken.get(i).hashed(batch, i);
        }
    }

    private CallBatch room() {
        CallBatch room = calls;
        if (room == null) {
            room = CallBatch.of(1, ROOM_BYTES + MOST_PIECES * HashBatch.MESSAGE_BYTES);
            calls = room;
        }
        return room;
    }
}
