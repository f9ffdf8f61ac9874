package dev.jbuild.core.step;

import dev.jbuild.core.context.IgnoreRules;
import dev.jbuild.core.context.IgnoreVerdict;
import dev.jbuild.core.context.PathPattern;
import dev.jbuild.core.context.SourceTree;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.file.FileKind;
import dev.jbuild.core.file.FileStat;
import dev.jbuild.core.file.NamedFile;
import dev.jbuild.core.plan.Op;
import dev.jbuild.core.solver.Cancellation;
import dev.jbuild.core.step.Selection.Match;
import dev.jbuild.core.step.Selection.Type;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.util.Optional;

/** Finds what a source of a COPY selects: matches the pattern, walks directories, has contents hashed. Used by one thread, once. */
final class Selector {
    private final SourceTree tree;
    private final SourcePattern pattern;
    private final IgnoreRules excludes;
    private final Cancellation cancellation;
    private final SelectionBuilder files;

    /** @param files takes what is selected, and is closed when that is done */
    Selector(SelectionBuilder files, SourcePattern pattern, IgnoreRules excludes, Cancellation cancellation) {
        this.files = files;
        this.tree = files.tree();
        this.pattern = pattern;
        this.excludes = excludes;
        this.cancellation = cancellation;
    }

    /** The selection; nothing where something must be is a BuildException SOURCE_NOT_FOUND. */
    Selection select(Op.Copy.Parents parents) throws IOException {
        try (files) {
            if (parents == Op.Copy.Parents.KEEP) {
                selectWithParents();
            } else if (pattern.below().isPresent()) {
                TreePath base = tree.resolve(pattern.base());
                matchBelow(base, TreePath.ROOT, pattern.below().get(), parents);
            } else {
                add(pattern.base());
            }
            return files.build();
        }
    }

    /** Looks for matches in a directory; what matches is not looked into. */
    private void matchBelow(TreePath base, TreePath below, PathPattern wanted, Op.Copy.Parents parents)
            throws IOException {
        cancellation.check();
        for (TreePath name : tree.list(base.resolve(below))) {
            TreePath relative = below.resolve(name);
            if (wanted.matches(relative)) {
                TreePath found = pattern.base().resolve(relative);
                if (parents == Op.Copy.Parents.KEEP) {
                    addWithParents(found);
                } else {
                    add(found);
                }
            } else if (wanted.canMatchBelow(relative) && isDirectory(base.resolve(relative))) {
                matchBelow(base, relative, wanted, parents);
            }
        }
    }

    private boolean isDirectory(TreePath path) throws IOException {
        return tree.stat(path).filter(stat -> stat.kind() == FileKind.DIRECTORY).isPresent();
    }

    /** Adds a path that matched, links followed. */
    private void add(TreePath path) throws IOException {
        TreePath from = tree.resolve(path);
        Optional<FileStat> stat = tree.stat(from);
        if (stat.isEmpty()) {
            throw new MissingSource(tree, pattern).error(path, from);
        }
        if (stat.get().kind() == FileKind.DIRECTORY) {
            Match match = new Match(path, from, Type.CONTENTS);
            files.begin(match);
            walk(match, TreePath.ROOT, excludes.top());
        } else if (!excludes.excludes(path.name())) {
            files.begin(new Match(path, from, Type.FILE));
            files.add(path, from, stat.get());
        }
    }

    /** Adds what is in a directory of a match. */
    private void walk(Match match, TreePath below, IgnoreVerdict verdict) throws IOException {
        cancellation.check();
        for (NamedFile file : tree.children(match.from().resolve(below))) {
            TreePath relative = below.resolve(file.name());
            IgnoreVerdict here = verdict.child(relative);
            if (here.excludedWhole()) {
                continue;
            }
            boolean directory = file.stat().kind() == FileKind.DIRECTORY;
            TreePath selected = match.path().resolve(relative);
            if (!here.excluded()) {
                files.add(selected, match.place(selected), file.stat());
            } else if (directory) {
                files.addWhenFilled(selected, match.place(selected), file.stat());
            }
            if (directory) {
                walk(match, relative, here);
            }
        }
    }

    private void selectWithParents() throws IOException {
        TreePath base = tree.resolve(pattern.base());
        if (pattern.roots().isPresent()) {
            matchBelow(base, TreePath.ROOT, pattern.roots().get(), Op.Copy.Parents.KEEP);
        } else {
            addBelow(pattern.base(), base);
        }
        PathPattern wanted = pattern.below().orElseThrow();
        if (files.isEmpty() && pattern.presence() == SourcePattern.Presence.REQUIRED && excludes.isEmpty()) {
            TreePath missing = pattern.base().resolve(wanted.toString());
            throw new MissingSource(tree, pattern).error(missing, missing);
        }
    }

    /** Adds what matches below a path, if that is a directory, links followed. */
    private void addWithParents(TreePath root) throws IOException {
        TreePath from = tree.resolve(root);
        if (isDirectory(from)) {
            addBelow(root, from);
        }
    }

    private void addBelow(TreePath root, TreePath from) throws IOException {
        Match match = new Match(root, from, Type.CONTENTS);
        files.begin(match);
        walkParents(match, TreePath.ROOT, pattern.below().orElseThrow(), excludes.top());
    }

    /** Adds what matches below a directory, with the directories on the way. */
    private void walkParents(Match match, TreePath below, PathPattern wanted, IgnoreVerdict verdict)
            throws IOException {
        cancellation.check();
        for (NamedFile file : tree.children(match.from().resolve(below))) {
            TreePath relative = below.resolve(file.name());
            IgnoreVerdict here = verdict.child(relative);
            boolean matched = wanted.matches(relative);
            if (here.excludedWhole() || !matched && !wanted.canMatchBelow(relative)) {
                continue;
            }
            boolean directory = file.stat().kind() == FileKind.DIRECTORY;
            TreePath selected = match.path().resolve(relative);
            if (matched && !here.excluded()) {
                files.add(selected, match.place(selected), file.stat());
            } else if (directory) {
                files.addWhenFilled(selected, match.place(selected), file.stat());
            }
            if (directory && matched) {
                walk(match, relative, here);
            } else if (directory) {
                walkParents(match, relative, wanted, here);
            }
        }
    }

    /** The error for a pattern that is not one. */
    static BuildException outside(String pattern) {
        return BuildException.of(
                        ErrorCode.SOURCE_OUTSIDE_CONTEXT,
                        "source \"" + pattern + "\" lies outside of the build context")
                .withHint("copy it into the context, or add its directory with --build-context NAME=DIRECTORY");
    }
}
