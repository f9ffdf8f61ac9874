package dev.jbuild.core.layer;

import dev.jbuild.core.store.SideWork;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.concurrent.Executor;

/** Hashes one piece after another beside the thread that gives them. Used by one thread. */
final class SideHash {
    private final MessageDigest hash;
    private final SideWork work;

    SideHash(MessageDigest hash, Executor executor) {
        this.hash = hash;
        this.work = new SideWork(executor, 1);
    }

    /** Takes a piece, whose bytes may not be changed before the next call has returned. */
    void update(byte[] piece, int length) throws IOException {
        work.begin(() -> hash.update(piece, 0, length));
    }

    /** Waits until all pieces are in the hash. */
    void finish() throws IOException {
        work.finish();
    }
}
