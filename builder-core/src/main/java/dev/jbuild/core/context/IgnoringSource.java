package dev.jbuild.core.context;

import dev.jbuild.core.file.FileKind;
import dev.jbuild.core.file.FileStat;
import dev.jbuild.core.file.NamedFile;
import dev.jbuild.core.file.ReadFiles;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Files without those that ignore rules leave out. A directory that is left out is there all the same when a {@code !} rule brings
 * back something in it; one in which nothing can come back is never looked into.
 */
public final class IgnoringSource implements SourceTree {
    private final SourceTree all;
    private final IgnoreRules rules;
    private volatile Known last; // siblings come one after the other

    private IgnoringSource(SourceTree all, IgnoreRules rules) {
        this.all = all;
        this.rules = rules;
        this.last = new Known(TreePath.ROOT, rules.top());
    }

    /** The files that are left; all of them when there are no rules. */
    public static SourceTree of(SourceTree all, IgnoreRules rules) {
        return rules.isEmpty() ? all : new IgnoringSource(all, rules);
    }

    /** The verdict on a directory. */
    private record Known(TreePath directory, IgnoreVerdict verdict) {}

    private IgnoreVerdict verdict(TreePath path) {
        if (path.isRoot()) {
            return rules.top();
        }
        TreePath parent = path.parent();
        Known known = last;
        if (!known.directory.equals(parent)) {
            known = new Known(parent, rules.verdict(parent));
            last = known;
        }
        return known.verdict.child(path);
    }

    @Override
    public Optional<FileStat> stat(TreePath path) throws IOException {
        IgnoreVerdict verdict = verdict(path);
        if (!verdict.excluded()) {
            return all.stat(path);
        }
        if (verdict.excludedWhole()) {
            return Optional.empty();
        }
        Optional<FileStat> found = all.stat(path);
        return found.isPresent() && holdsSomething(path, found.get(), verdict) ? found : Optional.empty();
    }

    /** True when something in this excluded directory comes back. */
    private boolean holdsSomething(TreePath directory, FileStat stat, IgnoreVerdict verdict) throws IOException {
        if (stat.kind() != FileKind.DIRECTORY) {
            return false;
        }
        for (NamedFile file : all.children(directory)) {
            TreePath child = directory.resolve(file.name());
            if (isLeft(child, file.stat(), verdict.child(child))) {
                return true;
            }
        }
        return false;
    }

    private boolean isLeft(TreePath path, FileStat stat, IgnoreVerdict verdict) throws IOException {
        return !verdict.excluded() || !verdict.excludedWhole() && holdsSomething(path, stat, verdict);
    }

    @Override
    public List<NamedFile> children(TreePath directory) throws IOException {
        IgnoreVerdict above = directory.isRoot() ? rules.top() : verdict(directory);
        if (above.excludedWhole()) {
            return List.of();
        }
        List<NamedFile> left = new ArrayList<>();
        for (NamedFile file : all.children(directory)) {
            TreePath child = directory.resolve(file.name());
            if (isLeft(child, file.stat(), above.child(child))) {
                left.add(file);
            }
        }
        return left;
    }

    @Override
    public List<TreePath> list(TreePath directory) throws IOException {
        if (verdict(directory).excludedWhole()) {
            return List.of();
        }
        List<TreePath> left = new ArrayList<>();
        for (TreePath name : all.list(directory)) {
            TreePath child = directory.resolve(name);
            if (!verdict(child).excluded() || stat(child).isPresent()) {
                left.add(name);
            }
        }
        return left;
    }

    @Override
    public TreePath resolve(TreePath path) throws IOException {
        return all.resolve(path);
    }

    @Override
    public TreeEntry entry(TreePath path, FileStat stat) throws IOException {
        return all.entry(path, stat);
    }

    @Override
    public List<TreeEntry> entries(List<TreePath> paths, List<FileStat> stats, KeptContents kept) throws IOException {
        return all.entries(paths, stats, kept);
    }

    @Override
    public ReadFiles read(List<TreePath> files, int[] sizesBytes) throws IOException {
        for (TreePath file : files) {
            if (verdict(file).excluded()) {
                return ReadFiles.NONE;
            }
        }
        return all.read(files, sizesBytes);
    }

    @Override
    public Optional<SelectionMemo> memo(SelectionMemo.Question question) throws IOException {
        return all.memo(
                question.without(rules, directory -> rules.verdict(directory).excludedWhole()));
    }

    @Override
    public boolean verifiesItself() {
        return all.verifiesItself();
    }

    @Override
    public InputStream open(TreePath file) throws IOException {
        if (verdict(file).excluded()) {
            throw new NoSuchFileException(file.toString());
        }
        return all.open(file);
    }

    @Override
    public Optional<IgnoreRule> leftOutBy(TreePath path) {
        IgnoreVerdict verdict = rules.verdict(path);
        return verdict.excluded() ? verdict.rule() : Optional.empty();
    }
}
