package dev.jbuild.core.frontend;

import dev.jbuild.core.oci.HistoryEntry;
import dev.jbuild.core.plan.PlannedImage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of a history, shared by the stages that go on from it. Immutable. */
final class HistoryRows {

    static final HistoryRows NONE = new HistoryRows(null, null);

    private final @Nullable HistoryRows before;
    private final PlannedImage.@Nullable Row last;

    private HistoryRows(@Nullable HistoryRows before, PlannedImage.@Nullable Row last) {
        this.before = before;
        this.last = last;
    }

    static HistoryRows inherited(List<HistoryEntry> entries) {
        HistoryRows rows = NONE;
        for (HistoryEntry entry : entries) {
            rows = rows.with(new PlannedImage.Row.Inherited(entry));
        }
        return rows;
    }

    HistoryRows with(PlannedImage.Row row) {
        return new HistoryRows(this, row);
    }

    /** All rows, the oldest first. */
    List<PlannedImage.Row> rows() {
        Deque<PlannedImage.Row> rows = new ArrayDeque<>();
        for (HistoryRows at = this; at != null && at.last != null; at = at.before) {
            rows.addFirst(at.last);
        }
        return List.copyOf(rows);
    }
}
