package dev.jbuild.core.step;

import dev.jbuild.core.plan.Op;
import dev.jbuild.core.solver.StepRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The sources of a COPY in order, with what each selects.
 *
 * @param selections one for each source that names files, in order
 */
record CopyInputs(List<Selection> selections) {

    CopyInputs {
        selections = List.copyOf(selections);
    }

    static CopyInputs of(StepRequest request, CopySelections all) throws IOException {
        Op.Copy op = (Op.Copy) request.vertex().op();
        Map<Integer, Iterator<Selection>> byInput = new HashMap<>();
        List<Selection> inOrder = new ArrayList<>();
        for (Op.Copy.Source source : op.sources()) {
            if (source instanceof Op.Copy.Source.Files files) {
                if (!byInput.containsKey(files.input())) {
                    byInput.put(files.input(), all.of(request, files.input()).iterator());
                }
                inOrder.add(byInput.get(files.input()).next());
            }
        }
        return new CopyInputs(inOrder);
    }

    /** The newest mtime of all that is selected; empty when there are no files. */
    OptionalLong newestSeconds() {
        return selections.stream()
                .filter(selection -> selection.count() > 0)
                .mapToLong(Selection::newestSeconds)
                .max();
    }
}
