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
 * @param archives for each of them, what is in the matches that are to be unpacked
 */
record CopyInputs(List<Selection> selections, List<Map<Selection.Match, Selection>> archives) {

    CopyInputs {
        selections = List.copyOf(selections);
        archives = List.copyOf(archives);
    }

    static CopyInputs of(StepRequest request, CopySelections all, Archives opener) throws IOException {
        Op.Copy op = (Op.Copy) request.vertex().op();
        Map<Integer, Iterator<Selection>> byInput = new HashMap<>();
        List<Selection> inOrder = new ArrayList<>();
        List<Map<Selection.Match, Selection>> archives = new ArrayList<>();
        for (Op.Copy.Source source : op.sources()) {
            if (source instanceof Op.Copy.Source.Files files) {
                if (!byInput.containsKey(files.input())) {
                    byInput.put(files.input(), all.of(request, files.input()).iterator());
                }
                Selection selection = byInput.get(files.input()).next();
                inOrder.add(selection);
                archives.add(files.archives() == Op.Copy.Archives.UNPACK ? opened(selection, opener) : Map.of());
            }
        }
        return new CopyInputs(inOrder, archives);
    }

    private static Map<Selection.Match, Selection> opened(Selection selection, Archives opener) throws IOException {
        Map<Selection.Match, Selection> opened = new HashMap<>();
        for (Selection.Match match : selection.matches()) {
            opener.open(selection, match).ifPresent(archive -> opened.put(match, archive));
        }
        return opened;
    }

    /** The newest mtime of all that is selected; empty when there are no files. */
    OptionalLong newestSeconds() {
        return selections.stream()
                .filter(selection -> selection.count() > 0)
                .mapToLong(Selection::newestSeconds)
                .max();
    }
}
