package dev.jbuild.core.step;

import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.plan.Op;
import dev.jbuild.core.plan.Vertex;
import dev.jbuild.core.solver.Observation;
import dev.jbuild.core.solver.StepInput;
import dev.jbuild.core.solver.StepRequest;
import dev.jbuild.core.solver.StepResult;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * What a RUN sees of the sources of its mounts, and layers made of them where a directory is needed that nobody has: both as a COPY of
 * the same paths would. Thread-safe.
 */
final class MountedFiles {
    private final CopyStep copy;
    private final CopyStep copyNow;

    /** @param copyNow does all of its work in the thread that asks */
    MountedFiles(CopyStep copy, CopyStep copyNow) {
        this.copy = copy;
        this.copyNow = copyNow;
    }

    private static boolean hasWhole(List<String> sources) {
        for (String source : sources) {
            if (TreePath.clean(source).isRoot()) {
                return true;
            }
        }
        return false;
    }

    /** What is in these subtrees of an input; empty when that is all of it, or nothing is mounted from it. */
    CompletionStage<Optional<Observation>> observe(List<String> sources, StepRequest request, int input) {
        boolean context = request.inputs().get(input) instanceof StepInput.Context;
        if (sources.isEmpty() || !context && hasWhole(sources)) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return copy.observe(copyOf(sources, request, input, request.inputs()), input);
    }

    /** A layer with what is in a subtree of an input, at its root; a single file keeps its name. */
    CompletionStage<StepResult> layer(String source, StepRequest request, int input) {
        return copy.run(independentCopy(source, request, input));
    }

    private static StepRequest independentCopy(String source, StepRequest request, int input) {
        List<StepInput> inputs = new ArrayList<>(request.inputs());
        if (input != 0) {
            inputs.set(0, new StepInput.Pending()); // it sees no rootfs
        }
        return copyOf(List.of(source), request, input, inputs);
    }

    /** As {@link #layer}, when it returns. */
    DiffId layerNow(String source, StepRequest request, int input) throws IOException {
        try {
            return madeBy(copyNow.run(independentCopy(source, request, input))
                    .toCompletableFuture()
                    .join());
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }

    static DiffId madeBy(StepResult result) {
        return result.layerIfAny().orElseThrow(() -> new IllegalStateException("a copy made no layer"));
    }

    private static StepRequest copyOf(List<String> sources, StepRequest request, int input, List<StepInput> inputs) {
        Op.Copy op = new Op.Copy(
                sources.stream()
                        .<Op.Copy.Source>map(
                                source -> new Op.Copy.Source.Files(input, escaped(source), Op.Copy.Archives.KEEP))
                        .toList(),
                "/",
                true,
                "",
                "",
                Op.Copy.Linking.INDEPENDENT,
                Op.Copy.Parents.DROP,
                List.of());
        Vertex vertex = new Vertex(
                op,
                request.vertex().inputs(),
                request.vertex().label(),
                request.vertex().cache());
        return new StepRequest(request.id(), vertex, inputs, request.cancellation(), request.progress());
    }

    /** A path whose characters stand for themselves in a pattern. */
    private static String escaped(String path) {
        StringBuilder pattern = new StringBuilder();
        for (char c : path.toCharArray()) {
            if (c == '*' || c == '?' || c == '[' || c == '\\') {
                pattern.append('\\');
            }
            pattern.append(c);
        }
        return pattern.toString();
    }
}
