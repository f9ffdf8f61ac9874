package dev.jbuild.exec.calls;

import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.StreamHash;
import java.util.Arrays;

/** One stream of a {@link LaneHashing}: while a piece of it is hashed the next one fills. */
final class LaneHash implements StreamHash {
    private static final int FIRST_BYTES = 8 * HashState.BLOCK_BYTES; // grows, as most files are small

    private final LaneHashing lanes;
    private final HashState state = new HashState();
    private byte[] filling = new byte[FIRST_BYTES];
    private int filled;
    private byte[] given = {}; // while it is not done nobody but who hashes may touch it
    private int givenBytes;
    private boolean ended;
    private volatile boolean done = true;

    LaneHash(LaneHashing lanes) {
        this.lanes = lanes;
    }

    @Override
    public void update(byte[] bytes, int offset, int length) {
        if (ended) {
            throw new IllegalStateException("the stream has ended");
        }
        int from = offset;
        int left = length;
        while (left > 0) {
            if (filled == LaneHashing.PIECE_BYTES) {
                give();
            }
            int count = Math.min(left, LaneHashing.PIECE_BYTES - filled);
            grow(filled + count);
            System.arraycopy(bytes, from, filling, filled, count);
            filled += count;
            from += count;
            left -= count;
        }
    }

    private void grow(int wanted) {
        if (wanted > filling.length) {
            int doubled = Math.max(wanted, 2 * filling.length);
            filling = Arrays.copyOf(filling, Math.min(doubled, LaneHashing.PIECE_BYTES));
        }
    }

    /** Hands over what filled, when what was handed over before is hashed. */
    private void give() {
        lanes.await(this);
        byte[] empty = given;
        given = filling;
        givenBytes = filled;
        filling = empty.length == 0 ? new byte[FIRST_BYTES] : empty;
        filled = 0;
        done = false;
        lanes.submit(this);
    }

    @Override
    public void end() {
        if (!ended) {
            lanes.await(this);
            ended = true;
            give();
        }
    }

    @Override
    public Digest digest() {
        end();
        lanes.await(this);
        return state.digest();
    }

    boolean isDone() {
        return done;
    }

    int givenBytes() {
        return givenBytes;
    }

    /** Copies the piece into the batch. */
    int addTo(HashBatch batch, CallBatch calls) {
        int at = calls.reserve(givenBytes);
        calls.memory().put(at, given, 0, givenBytes);
        return batch.add(at, givenBytes, state, ended);
    }

    /** Takes its result out of the batch. */
    void hashed(HashBatch batch, int message) {
        batch.result(message, state);
        done = true;
    }
}
