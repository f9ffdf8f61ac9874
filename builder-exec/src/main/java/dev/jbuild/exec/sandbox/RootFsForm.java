package dev.jbuild.exec.sandbox;

import dev.jbuild.core.file.FileKind;
import dev.jbuild.core.file.FileStat;
import dev.jbuild.core.file.WritableRootDirectory;
import dev.jbuild.core.sandbox.RootFs;
import dev.jbuild.core.sandbox.RootFsChanges;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreePath;
import dev.jbuild.exec.file.PosixRootDirectories;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What a command has as its rootfs, and where its changes are when it has ended. Used by one thread at a time.
 *
 * @param memory the directory in memory that has the changes, if it is there
 */
record RootFsForm(KernelFeatures.RootFsKind kind, RootFs rootFs, Optional<MemoryDirectory> memory)
        implements AutoCloseable {

    /** Makes what must be there before the command is started. */
    static RootFsForm prepare(KernelFeatures features, RootFs rootFs, Rights rights) throws IOException {
        Path place = rootFs.scratch().resolve(RootFsMount.NAME);
        Optional<MemoryDirectory> memory = Optional.empty();
        switch (features.rootFs()) {
            case OVERLAY -> {}
            case OVERLAY_IN_MEMORY -> {
                MemoryDirectory made = MemoryDirectory.make();
                made.linkAt(place);
                memory = Optional.of(made);
            }
            case COPY -> {
                PosixRootDirectories directories = new PosixRootDirectories();
                try (WritableRootDirectory scratch = directories.openWritable(rootFs.scratch())) {
                    scratch.makeDirectory(TreePath.of(RootFsMount.NAME), 0700);
                    scratch.makeDirectory(TreePath.of(RootFsMount.NAME + "/upper"), 0755);
                }
                CopiedRootFs.copy(directories, rights, rootFs.layers(), RootFsMount.upper(rootFs));
            }
        }
        return new RootFsForm(features.rootFs(), rootFs, memory);
    }

    RootFsChanges changes() {
        RootFsChanges.Kind changed = switch (kind) {
            case OVERLAY -> RootFsChanges.Kind.UPPER;
            case OVERLAY_IN_MEMORY -> RootFsChanges.Kind.UPPER_ELSEWHERE;
            case COPY -> RootFsChanges.Kind.WHOLE;
        };
        return new RootFsChanges(changed, RootFsMount.upper(rootFs));
    }

    /** The command has ended: removes from a copy the mount points that were made in it, where nothing has been put there. */
    void removeMountPoints(SortedMap<TreePath, MountPoint.Kind> missing) throws IOException {
        if (kind != KernelFeatures.RootFsKind.COPY) {
            return;
        }
        List<TreePath> made = new ArrayList<>(StubLayer.withAncestors(missing).keySet());
        Collections.reverse(made); // what is in a directory before it
        Tree tree = rootFs.tree();
        try (WritableRootDirectory files = new PosixRootDirectories().openWritable(RootFsMount.upper(rootFs))) {
            for (TreePath path : made) {
                if (tree.get(path).isEmpty() && isEmpty(files, path)) {
                    files.delete(path);
                }
            }
        }
    }

    private static boolean isEmpty(WritableRootDirectory files, TreePath path) throws IOException {
        Optional<FileStat> stat = files.stat(path);
        if (stat.isEmpty() || path.isRoot()) {
            return false;
        }
        return stat.get().kind() == FileKind.DIRECTORY
                ? files.list(path).isEmpty()
                : stat.get().kind() == FileKind.REGULAR && stat.get().sizeBytes() == 0;
    }

    @Override
    public void close() throws IOException {
        if (memory.isPresent()) {
            memory.get().close();
        }
    }
}
