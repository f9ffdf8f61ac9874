package dev.jbuild.core.plan;

import dev.jbuild.core.oci.ContainerConfig;
import dev.jbuild.core.oci.HistoryEntry;
import dev.jbuild.core.oci.Platform;
import java.util.List;

/** The image that the target's layers become: everything of its config but times and diffIDs. */
public record PlannedImage(Platform platform, String author, ContainerConfig config, List<Row> history) {

    public PlannedImage {
        history = List.copyOf(history);
    }

    /** A row of the history. */
    public sealed interface Row {

        <R> R match(RowCases<R> cases);

        /** A row of the base image, as it is. */
        record Inherited(HistoryEntry entry) implements Row {
            @Override
            public <R> R match(RowCases<R> cases) {
                return cases.inherited(this);
            }
        }

        /** A row of an instruction that made a vertex, and with it a layer (or none, if the step made none). */
        record Step(VertexId vertex, String createdBy) implements Row {
            @Override
            public <R> R match(RowCases<R> cases) {
                return cases.step(this);
            }
        }

        /** A row of an instruction that changed the config only. */
        record ConfigOnly(String createdBy) implements Row {
            @Override
            public <R> R match(RowCases<R> cases) {
                return cases.configOnly(this);
            }
        }
    }

    /** One method for each kind of row. */
    public interface RowCases<R> {
        R inherited(Row.Inherited row);

        R step(Row.Step row);

        R configOnly(Row.ConfigOnly row);
    }
}
