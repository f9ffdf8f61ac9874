package dev.jbuild.core.progress;

import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.TransferListener;
import dev.jbuild.core.plan.VertexId;
import dev.jbuild.core.progress.ProgressEvent.Transferred;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Tells an activity's transfers as events: of each blob ten times a second at most, and its end. Thread-safe. */
public final class TransferEvents implements TransferListener {
    private static final long MIN_MILLIS = 100; // between two events of a blob

    private final ProgressSink sink;
    private final VertexId activity;
    private final Clock clock;
    private final Map<Digest, Instant> told = new ConcurrentHashMap<>();

    public TransferEvents(ProgressSink sink, VertexId activity, Clock clock) {
        this.sink = sink;
        this.activity = activity;
        this.clock = clock;
    }

    @Override
    public void transferred(Descriptor blob, long doneBytes) {
        Instant now = clock.instant();
        Instant before = told.get(blob.digest());
        boolean recent = before != null && now.isBefore(before.plusMillis(MIN_MILLIS));
        if (recent && doneBytes != blob.sizeBytes()) {
            return;
        }
        told.put(blob.digest(), now);
        sink.accept(new Transferred(now, activity, blob.digest().shortHex(), doneBytes, blob.sizeBytes()));
    }
}
