package dev.jbuild.core.step;

import dev.jbuild.core.plan.Op;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Decides where each source of a COPY goes. Used by one thread, once. */
final class CopyLayout {
    private final Op.Copy op;
    private final Tree base;
    private final AttributeRules rules;
    private final Destination destination;
    private final SortedMap<TreePath, TreeEntry> made = new TreeMap<>();
    private final List<LayerPart> parts = new ArrayList<>();

    CopyLayout(Op.Copy op, Tree base, AttributeRules rules) {
        this.op = op;
        this.base = base;
        this.rules = rules;
        this.destination = Destination.of(op, base);
    }

    /** The parts of the layer; later ones win. */
    List<LayerPart> parts(CopyInputs inputs) {
        int number = 0;
        for (Op.Copy.Source source : op.sources()) {
            if (source instanceof Op.Copy.Source.Inline inline) {
                write(inline);
            } else {
                Selection selection = inputs.selections().get(number);
                Map<Selection.Match, Selection> archives = inputs.archives().get(number++);
                for (Selection.Match match : selection.matches()) {
                    if (archives.containsKey(match)) {
                        unpack(archives.get(match));
                    } else {
                        copy(selection, match);
                    }
                }
            }
        }
        List<LayerPart> all = new ArrayList<>();
        all.add(new LayerPart.Made(made, LayerPart.Meeting.REFUSE));
        all.addAll(parts);
        return all;
    }

    private void write(Op.Copy.Source.Inline inline) {
        TreePath path = destination.forFile(TreePath.of(inline.name()));
        makeAncestors(path);
        parts.add(LayerPart.Written.of(path, inline.content(), rules));
    }

    private void unpack(Selection archive) {
        TreePath path = makeDirectory();
        parts.addAll(new ArchiveLayout(archive, path, base, rules).parts());
    }

    private void copy(Selection selection, Selection.Match match) {
        boolean file = match.type() == Selection.Type.FILE;
        TreePath path = file ? destination.forFile(match.path().name()) : makeDirectory();
        if (file) {
            makeAncestors(path);
        }
        parts.add(new LayerPart.Copied(selection, match, path, rules));
    }

    /** The destination as a directory, made if it is missing. */
    private TreePath makeDirectory() {
        TreePath path = destination.forContents();
        makeAncestors(path);
        if (isMissing(path)) {
            made.put(path, rules.madeDirectory());
        }
        return path;
    }

    private void makeAncestors(TreePath path) {
        boolean independent = op.linking() == Op.Copy.Linking.INDEPENDENT;
        for (TreePath directory : Destination.missingAncestors(base, path)) {
            made.putIfAbsent(directory, independent ? rules.directoryOfAnyRootFs() : rules.madeDirectory());
        }
    }

    private boolean isMissing(TreePath path) {
        Optional<TreeEntry> there = path.isRoot() ? Optional.empty() : base.get(path);
        return there.isEmpty() && !path.isRoot();
    }
}
