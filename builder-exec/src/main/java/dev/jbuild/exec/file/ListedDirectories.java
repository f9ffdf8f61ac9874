package dev.jbuild.exec.file;

import dev.jbuild.core.file.DirectoryStamp;
import dev.jbuild.core.tree.TreePath;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Stamps of directories that were listed anyhow. Thread-safe. */
final class ListedDirectories {
    private static final int MOST = 20_000; // those beyond are listed again when their stamps are wanted

    private final Map<TreePath, Listed> directories = new ConcurrentHashMap<>();

    /**
     * A directory.
     *
     * @param stamp of itself, without what is in directories below
     * @param below the directories in it, each a path of one name
     */
    record Listed(DirectoryStamp stamp, List<TreePath> below) {}

    void put(TreePath directory, Listed listed) {
        if (directories.size() < MOST) {
            directories.put(directory, listed);
        }
    }

    Optional<Listed> find(TreePath directory) {
        return Optional.ofNullable(directories.get(directory));
    }
}
