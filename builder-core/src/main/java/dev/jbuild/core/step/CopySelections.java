package dev.jbuild.core.step;

import dev.jbuild.core.context.ContentDigest;
import dev.jbuild.core.context.IgnoreRules;
import dev.jbuild.core.context.KeptContents;
import dev.jbuild.core.context.SelectionMemo;
import dev.jbuild.core.context.SourceTree;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.plan.Op;
import dev.jbuild.core.solver.Observation;
import dev.jbuild.core.solver.StepInput;
import dev.jbuild.core.solver.StepRequest;
import dev.jbuild.core.store.FileDigests.Selected;
import dev.jbuild.core.tree.LayerEntry.Present;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * What the COPYs of a build select of their inputs. What was observed for a key is what is copied: a selection is kept while memory
 * allows, and one that has to be made again must have the digest that was observed. Thread-safe.
 */
final class CopySelections {
    private final CopySources sources;
    private final Executor work;
    private final KeptContents.Room room = KeptContents.Room.ofHeap();
    private final Map<Asked, Observed> observed = new ConcurrentHashMap<>();

    CopySelections(CopySources sources, Executor work) {
        this.sources = sources;
        this.work = work;
    }

    private final Map<Asked, SelectionMemo> memos = new ConcurrentHashMap<>(); // of what is not known to be as it was

    private record Asked(Op.Copy op, int input, StepInput of) {}

    private record Observed(Digest content, long count, SoftReference<List<Selection>> selections) {}

    private record Chosen(Observed observed, List<Selection> selections) {}

    /** What the step takes from an input. */
    Observation observe(StepRequest request, int input) throws IOException {
        Asked asked = asked(request, input);
        Observed found = observed.get(asked);
        if (found == null) {
            Optional<SelectionMemo> memo = memo(asked);
            Optional<Selected> known = memo.isPresent() ? memo.get().answer() : Optional.empty();
            if (known.isPresent()) {
                found = new Observed(known.get().content(), known.get().fileCount(), new SoftReference<>(null));
                observed.put(asked, found);
            } else {
                found = choose(request, asked).observed;
                if (memo.isPresent()) {
                    memos.put(asked, memo.get());
                    memo.get().remember(new Selected(found.content, found.count));
                }
            }
        }
        Observed all = found;
        return new Observation(all.content, all.count, new SelectedFiles(request, asked));
    }

    /** The files of an observation, selected again when they were forgotten. */
    private final class SelectedFiles implements Observation.FileList {
        private final StepRequest request;
        private final Asked asked;

        private SelectedFiles(StepRequest request, Asked asked) {
            this.request = request;
            this.asked = asked;
        }

        @Override
        public void forEach(Observation.Sink sink) throws IOException {
            list(select(request, asked), sink);
        }

        @Override
        public Observation.FileList held() throws IOException {
            List<Selection> selections = select(request, asked);
            return sink -> list(selections, sink);
        }
    }

    /** The selections from an input, one for each source that names it, in order. */
    List<Selection> of(StepRequest request, int input) throws IOException {
        return select(request, asked(request, input));
    }

    /** The layer that this step made before, of files that may have changed since. */
    Optional<DiffId> earlierLayer(StepRequest request) {
        Optional<SelectionMemo> memo = memoOf(request);
        return memo.isPresent() ? memo.get().layer(place(request), EarlierLayer.mostFiles()) : Optional.empty();
    }

    /** Remembers the layer that this step made for the next time that it is run. */
    void rememberLayer(StepRequest request, DiffId layer, long files) {
        Optional<SelectionMemo> memo = memoOf(request);
        if (memo.isPresent()) {
            memo.get().rememberLayer(place(request), layer, files);
        }
    }

    private Optional<SelectionMemo> memoOf(StepRequest request) {
        for (int input = 0; input < request.inputs().size(); input++) {
            SelectionMemo memo = memos.get(asked(request, input));
            if (memo != null) {
                return Optional.of(memo);
            }
        }
        return Optional.empty();
    }

    private static String place(StepRequest request) {
        return ((Op.Copy) request.vertex().op()).destination();
    }

    /** Forgets what was selected for a step: it was run. */
    void forget(StepRequest request) {
        for (int input = 0; input < request.inputs().size(); input++) {
            memos.remove(asked(request, input));
            Observed run = observed.remove(asked(request, input));
            List<Selection> selections = run == null ? null : run.selections.get();
            if (selections != null) {
                selections.forEach(selection -> selection.source().kept().clear());
            }
        }
    }

    private static Asked asked(StepRequest request, int input) {
        return new Asked(
                (Op.Copy) request.vertex().op(), input, request.inputs().get(input));
    }

    private List<Selection> select(StepRequest request, Asked asked) throws IOException {
        return choose(request, asked).selections;
    }

    /** The answer itself: an equal step that was run meanwhile may have had it forgotten. */
    private Chosen choose(StepRequest request, Asked asked) throws IOException {
        Observed before = observed.get(asked);
        List<Selection> kept = before == null ? null : before.selections.get();
        if (kept != null) {
            return new Chosen(before, kept);
        }
        ContentDigest digest = new ContentDigest(overridden(asked.op));
        List<Selection> selections = selectAnew(request, asked, digest);
        Digest content = digest.digest();
        if (before != null && !before.content.equals(content)) {
            throw BuildException.of(ErrorCode.CONTEXT_INVALID, "the build context changed while it was built from")
                    .withHint("build again when nothing writes to the context");
        }
        long count = 0;
        for (Selection selection : selections) {
            count += selection.count();
        }
        Observed now = new Observed(content, count, new SoftReference<>(selections));
        observed.put(asked, now);
        return new Chosen(now, selections);
    }

    private List<Selection> selectAnew(StepRequest request, Asked asked, ContentDigest digest) throws IOException {
        SourceTree tree = tree(asked.of);
        IgnoreRules excludes = IgnoreRules.excludes(asked.op.excludes());
        List<Selection> selections = new ArrayList<>();
        for (Op.Copy.Source.Files files : SourcePattern.of(asked.op, asked.input)) {
            if (asked.of instanceof StepInput.Context && SourcePattern.leavesRoot(files.pattern())) {
                throw Selector.outside(files.pattern());
            }
            SourcePattern pattern = SourcePattern.parse(files.pattern(), asked.op.parents());
            Selection.Source source = new Selection.Source(tree, new KeptContents(room));
            SelectionBuilder builder = new SelectionBuilder(source, digest, work);
            selections.add(new Selector(builder, pattern, excludes, request.cancellation()).select(asked.op.parents()));
        }
        return List.copyOf(selections);
    }

    /** What is remembered of a selection; nothing where patterns or links could lead out of the directories that are looked at. */
    private Optional<SelectionMemo> memo(Asked asked) throws IOException {
        List<Op.Copy.Source.Files> sources = SourcePattern.of(asked.op, asked.input);
        if (!(asked.of instanceof StepInput.Context context)
                || asked.op.parents() == Op.Copy.Parents.KEEP
                || sources.isEmpty()) {
            return Optional.empty();
        }
        SourceTree tree = this.sources.context(context.name());
        StringBuilder question = new StringBuilder("selection/2 ").append(overridden(asked.op));
        List<TreePath> directories = new ArrayList<>();
        for (Op.Copy.Source.Files files : sources) {
            SourcePattern pattern = SourcePattern.parse(files.pattern(), asked.op.parents());
            if (pattern.below().isPresent() || SourcePattern.leavesRoot(files.pattern())) {
                return Optional.empty();
            }
            TreePath directory = tree.resolve(pattern.base());
            directories.add(directory);
            question.append('\0').append(pattern.base()).append('\0').append(directory);
        }
        asked.op.excludes().forEach(exclude -> question.append("\0- ").append(exclude));
        return tree.memo(new SelectionMemo.Question(question.toString(), directories, directory -> true));
    }

    private SourceTree tree(StepInput input) throws IOException {
        if (input instanceof StepInput.Context context) {
            return sources.context(context.name());
        }
        return sources.layers(((StepInput.Layers) input).chain());
    }

    /** What of the sources' own attributes does not show in the result. */
    private static Set<ContentDigest.Ignored> overridden(Op.Copy op) {
        Set<ContentDigest.Ignored> ignored = EnumSet.noneOf(ContentDigest.Ignored.class);
        if (!op.owner().isEmpty()) {
            ignored.add(ContentDigest.Ignored.OWNER);
        }
        if (ModeChange.parse(op.mode()) instanceof ModeChange.Octal) {
            ignored.add(ContentDigest.Ignored.MODE);
        }
        return ignored;
    }

    private static void list(List<Selection> selections, Observation.Sink sink) throws IOException {
        for (Selection selection : selections) {
            for (Selection.Match match : selection.matches()) {
                for (Iterator<Present> files = selection.filesOf(match); files.hasNext(); ) {
                    Present next = files.next();
                    sink.accept(next.path(), next.entry());
                }
            }
        }
    }
}
