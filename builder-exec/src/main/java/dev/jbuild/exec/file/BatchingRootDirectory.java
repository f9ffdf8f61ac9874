package dev.jbuild.exec.file;

import dev.jbuild.core.file.DirectoryStamp;
import dev.jbuild.core.file.FileHash;
import dev.jbuild.core.file.FileKind;
import dev.jbuild.core.file.FileStat;
import dev.jbuild.core.file.ForwardingRootDirectory;
import dev.jbuild.core.file.NamedFile;
import dev.jbuild.core.file.ReadFiles;
import dev.jbuild.core.file.RootDirectory;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * A directory read by another implementation, and by many system calls at once as soon as there are many files: native code is loaded
 * for a context of hundreds of files, not for one of ten. What the calls do not get, or the machine does not have, the other one
 * does. Thread-safe.
 */
final class BatchingRootDirectory implements ForwardingRootDirectory {
    private static final int FEW = 200; // files; so many cost NIO as much as loading the native code

    private final RootDirectory plain;
    private final Path directory;
    private final int few;
    private final AtomicInteger seen = new AtomicInteger();
    private Optional<BatchReader> opened = Optional.empty();
    private boolean tried;
    private boolean closed;

    BatchingRootDirectory(RootDirectory plain, Path directory) {
        this(plain, directory, FEW);
    }

    /** @param few how many files are read by the other one before batches are begun */
    BatchingRootDirectory(RootDirectory plain, Path directory, int few) {
        this.plain = plain;
        this.directory = directory;
        this.few = few;
    }

    private synchronized Optional<BatchReader> batches() {
        if (!tried && !closed) {
            tried = true;
            opened = BatchReader.open(directory);
        }
        return opened;
    }

    private synchronized Optional<BatchReader> opened() {
        return opened;
    }

    /**
     * Lists few files by NIO; at the first listing that is too long for that, the rest is done at once. What was listed for a stamp is not
     * listed again.
     */
    @Override
    public List<NamedFile> children(TreePath directory) throws IOException {
        Optional<BatchReader> before = opened();
        Optional<List<NamedFile>> kept = before.isPresent() ? before.get().kept(directory) : Optional.empty();
        if (kept.isPresent()) {
            seen.addAndGet(kept.get().size());
            return kept.get();
        }
        List<TreePath> names = null;
        if (seen.get() < few) {
            names = plain.list(directory);
            if (seen.addAndGet(names.size()) < few) {
                return stats(directory, names);
            }
        }
        Optional<BatchReader> batches = batches();
        Optional<List<NamedFile>> found = batches.isPresent() ? batches.get().children(directory) : Optional.empty();
        if (found.isPresent()) {
            return found.get();
        }
        return stats(directory, names == null ? plain.list(directory) : names);
    }

    private List<NamedFile> stats(TreePath directory, List<TreePath> names) throws IOException {
        List<NamedFile> children = new ArrayList<>(names.size());
        for (TreePath name : names) {
            Optional<FileStat> stat = plain.stat(directory.resolve(name));
            if (stat.isPresent()) {
                children.add(new NamedFile(name, stat.get()));
            }
        }
        return children;
    }

    @Override
    public ReadFiles read(List<TreePath> files, int[] sizesBytes) throws IOException {
        if (seen.get() < few) {
            return ReadFiles.NONE;
        }
        Optional<BatchReader> batches = batches();
        return batches.isPresent() ? batches.get().read(files, sizesBytes) : ReadFiles.NONE;
    }

    @Override
    public List<Optional<FileHash>> hash(List<TreePath> files, long[] sizesBytes) throws IOException {
        Optional<BatchReader> batches = seen.get() < few ? Optional.empty() : batches();
        return batches.isPresent() ? batches.get().hash(files, sizesBytes) : plain.hash(files, sizesBytes);
    }

    /** By batches also before many files were seen: who asks knows that there are many. */
    @Override
    public Optional<DirectoryStamp> stamp(TreePath directory, Predicate<TreePath> enters) throws IOException {
        Optional<BatchReader> batches = batches();
        return batches.isPresent() ? batches.get().stamp(directory, enters) : Optional.empty();
    }

    @Override
    public Optional<DirectoryStamp> stampOfListed(TreePath directory, Predicate<TreePath> enters) throws IOException {
        Optional<BatchReader> batches = seen.get() < few ? Optional.empty() : batches();
        return batches.isPresent() ? batches.get().stampOfListed(directory, enters) : Optional.empty();
    }

    @Override
    public RootDirectory plain() {
        return plain;
    }

    /** Of many files, one whose stat can be asked: {@link dev.jbuild.core.file.StatedStream}. */
    @Override
    public InputStream open(TreePath file) throws IOException {
        Optional<BatchReader> batches = seen.get() < few ? Optional.empty() : batches();
        Optional<InputStream> found = batches.isPresent() ? batches.get().open(file) : Optional.empty();
        return found.isPresent() ? found.get() : plain.open(file);
    }

    /** What NIO sees, and of regular files their capabilities. */
    @Override
    public SortedMap<String, byte[]> xattrs(TreePath path) throws IOException {
        SortedMap<String, byte[]> xattrs = plain.xattrs(path);
        Optional<BatchReader> batches = isRegular(path) ? batches() : Optional.empty();
        Optional<byte[]> capability = batches.isPresent() ? batches.get().capability(path) : Optional.empty();
        capability.ifPresent(value -> xattrs.put(FileCapability.NAME, value));
        return xattrs;
    }

    private boolean isRegular(TreePath path) throws IOException {
        return plain.stat(path).filter(stat -> stat.kind() == FileKind.REGULAR).isPresent();
    }

    @Override
    public void close() throws IOException {
        synchronized (this) {
            closed = true;
            opened.ifPresent(BatchReader::close);
            opened = Optional.empty();
        }
        plain.close();
    }
}
