package dev.jbuild.core.step;

import dev.jbuild.core.context.EmptySource;
import dev.jbuild.core.context.SourceTree;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.plan.Op;
import dev.jbuild.core.plan.Vertex;
import dev.jbuild.core.plan.VertexId;
import dev.jbuild.core.progress.ProgressSink;
import dev.jbuild.core.solver.Cancellation;
import dev.jbuild.core.solver.StepInput;
import dev.jbuild.core.solver.StepRequest;
import dev.jbuild.core.tree.Tree;
import java.time.Instant;
import java.util.List;

/** A COPY of one context onto an empty rootfs, to be carried out by itself. */
final class SingleCopy {
    private SingleCopy() {}

    /** What the step is asked. */
    static StepRequest request(String source, String destination) {
        Op.Copy op = new Op.Copy(
                List.of(new Op.Copy.Source.Files(1, source, Op.Copy.Archives.KEEP)),
                destination,
                true,
                "",
                "",
                Op.Copy.Linking.ONTO_ROOTFS,
                Op.Copy.Parents.DROP,
                List.of());
        Vertex vertex = new Vertex(
                op,
                List.of(new VertexId(0), new VertexId(1)),
                new Vertex.Label("stage", 1, 1, "COPY " + source + " " + destination, 1, 1),
                Vertex.CachePolicy.USE);
        StepInput rootFs = new StepInput.Layers(List.of(), Digest.ofUtf8("scratch"), Instant.EPOCH, null);
        return new StepRequest(
                new VertexId(2),
                vertex,
                List.of(rootFs, new StepInput.Context("")),
                new Cancellation(),
                ProgressSink.NONE);
    }

    /** The context is all that there is. */
    record OneContext(SourceTree files) implements CopySources {
        @Override
        public SourceTree context(String name) {
            return files;
        }

        @Override
        public Tree tree(List<DiffId> chain) {
            return Tree.EMPTY;
        }

        @Override
        public SourceTree layers(List<DiffId> chain) {
            return new EmptySource();
        }
    }
}
