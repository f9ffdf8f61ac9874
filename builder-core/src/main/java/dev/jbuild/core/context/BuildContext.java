package dev.jbuild.core.context;

import dev.jbuild.core.file.FileKind;
import dev.jbuild.core.file.FileStat;
import dev.jbuild.core.tree.TreePath;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A build context that is open: its Dockerfile, its files, and what its ignore file leaves out. Closing writes what was learnt of
 * the files and releases the directory; until then the files may be read. Thread-safe.
 */
public final class BuildContext implements Closeable {
    private final String name;
    private final DockerfileText dockerfile;
    private final SourceTree all;
    private final IgnoreRules rules;
    private final List<Closeable> held;

    BuildContext(String name, DockerfileText dockerfile, SourceTree all, IgnoreRules rules, List<Closeable> held) {
        this.name = name;
        this.dockerfile = dockerfile;
        this.all = all;
        this.rules = rules;
        this.held = List.copyOf(held);
    }

    /** Which context it is, the same in every build: the directory's real path, or {@code -}. */
    public String name() {
        return name;
    }

    public DockerfileText dockerfile() {
        return dockerfile;
    }

    /** The files that a build sees. */
    public SourceTree files() {
        return IgnoringSource.of(all, rules);
    }

    public IgnoreRules rules() {
        return rules;
    }

    /**
     * Tells of every path whether a build sees it and which rule says so, in path order. Of a directory that is left out with all
     * that is in it only the directory is told.
     */
    public void explain(Listener listener) throws IOException {
        explain(TreePath.ROOT, rules.top(), listener);
    }

    private void explain(TreePath directory, IgnoreVerdict verdict, Listener listener) throws IOException {
        for (TreePath child : all.list(directory)) {
            TreePath path = directory.resolve(child);
            Optional<FileStat> stat = all.stat(path);
            if (stat.isPresent()) {
                IgnoreVerdict here = verdict.child(path);
                listener.accept(path, stat.get(), here);
                if (stat.get().kind() == FileKind.DIRECTORY && !here.excludedWhole()) {
                    explain(path, here, listener);
                }
            }
        }
    }

    /** Hears of the files of a context. */
    @FunctionalInterface
    public interface Listener {
        void accept(TreePath path, FileStat stat, IgnoreVerdict verdict) throws IOException;
    }

    @Override
    public void close() throws IOException {
        IOException failure = null;
        for (Closeable each : held) {
            try {
                each.close();
            } catch (IOException e) {
                if (failure != null) {
                    e.addSuppressed(failure);
                }
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
