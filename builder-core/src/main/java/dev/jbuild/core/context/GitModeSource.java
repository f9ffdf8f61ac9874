package dev.jbuild.core.context;

import dev.jbuild.core.file.FileKind;
import dev.jbuild.core.file.FileStat;
import dev.jbuild.core.file.NamedFile;
import dev.jbuild.core.file.ReadFiles;
import dev.jbuild.core.tree.Attributes;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Files with what git keeps of their attributes: of the mode the executable bit, of the time the commit's, no extended attributes. So two
 * checkouts of a commit are the same, whatever the umask was and whenever they were made. Thread-safe.
 */
public final class GitModeSource implements SourceTree {
    private static final int EXECUTABLE = 0100; // the owner's, as git looks at it
    private static final int DIRECTORY_MODE = 0755;
    private static final int LINK_MODE = 0777;

    private final SourceTree files;
    private final OptionalLong commitSeconds;

    /** @param commitSeconds since the epoch; when it is empty, files keep their own times */
    public GitModeSource(SourceTree files, OptionalLong commitSeconds) {
        this.files = files;
        this.commitSeconds = commitSeconds;
    }

    @Override
    public TreeEntry entry(TreePath path, FileStat stat) throws IOException {
        return asInGit(files.entry(path, stat), stat);
    }

    @Override
    public List<TreeEntry> entries(List<TreePath> paths, List<FileStat> stats, KeptContents kept) throws IOException {
        List<TreeEntry> entries = files.entries(paths, stats, kept);
        for (int i = 0; i < entries.size(); i++) {
            entries.set(i, asInGit(entries.get(i), stats.get(i)));
        }
        return entries;
    }

    private TreeEntry asInGit(TreeEntry entry, FileStat stat) {
        Attributes own = entry.attributes();
        long seconds = commitSeconds.orElse(own.mtimeSeconds());
        return entry.withAttributes(new Attributes(mode(own.mode(), stat.kind()), own.uid(), own.gid(), seconds));
    }

    private static int mode(int own, FileKind kind) {
        return switch (kind) {
            case DIRECTORY -> DIRECTORY_MODE;
            case SYMLINK -> LINK_MODE;
            case REGULAR, FIFO, SOCKET, CHARACTER_DEVICE, BLOCK_DEVICE -> (own & EXECUTABLE) == 0 ? 0644 : 0755;
        };
    }

    @Override
    public Optional<FileStat> stat(TreePath path) throws IOException {
        return files.stat(path);
    }

    @Override
    public List<TreePath> list(TreePath directory) throws IOException {
        return files.list(directory);
    }

    @Override
    public List<NamedFile> children(TreePath directory) throws IOException {
        return files.children(directory);
    }

    @Override
    public TreePath resolve(TreePath path) throws IOException {
        return files.resolve(path);
    }

    @Override
    public ReadFiles read(List<TreePath> paths, int[] sizesBytes) throws IOException {
        return files.read(paths, sizesBytes);
    }

    @Override
    public boolean verifiesItself() {
        return files.verifiesItself();
    }

    @Override
    public InputStream open(TreePath file) throws IOException {
        return files.open(file);
    }

    @Override
    public Optional<IgnoreRule> leftOutBy(TreePath path) {
        return files.leftOutBy(path);
    }
}
