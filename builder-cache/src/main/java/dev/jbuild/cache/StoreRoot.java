package dev.jbuild.cache;

import dev.jbuild.cache.disk.Disk;
import dev.jbuild.cache.disk.NewFile;
import dev.jbuild.cache.disk.NioDisk;
import dev.jbuild.cache.disk.StorePaths;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** The directory of a store: whose it is and of which version. */
final class StoreRoot {
    private static final String VERSION = "1";
    private static final int MAX_VERSION_BYTES = 64;
    private static final int MODE_OF_OTHERS = 077;

    private StoreRoot() {}

    /** Checks a store, or makes it in a directory that is missing or empty. */
    static StorePaths open(Path root, Disk disk) throws IOException {
        StorePaths paths = new StorePaths(directory(root, disk));
        NioDisk.Owner owner = NioDisk.owner(paths.root());
        if (owner.uid() != NioDisk.ownUid()) {
            throw BuildException.of(
                            ErrorCode.PERMISSION_DENIED,
                            "cannot use the store \"%s\": it belongs to user %d, and this is user %d"
                                    .formatted(root, owner.uid(), NioDisk.ownUid()))
                    .withHint("name another directory by JBUILD_ROOT, or run as the owner");
        }
        if ((owner.mode() & MODE_OF_OTHERS) != 0) {
            NioDisk.makePrivate(paths.root());
        }
        String version = version(paths, disk);
        if (!version.equals(VERSION)) {
            throw BuildException.of(
                            ErrorCode.STORE_VERSION,
                            "cannot use the store \"%s\": got version %s, want %s".formatted(root, version, VERSION))
                    .withHint("name another directory by JBUILD_ROOT, or use the jbuild that made this one");
        }
        return paths;
    }

    private static Path directory(Path root, Disk disk) throws IOException {
        try {
            disk.makeDirectories(root);
            return root.toRealPath();
        } catch (AccessDeniedException e) {
            throw BuildException.of(
                            ErrorCode.PERMISSION_DENIED,
                            "cannot use the store \"%s\": no permission for \"%s\"".formatted(root, e.getFile()))
                    .withHint("name a directory of your own by JBUILD_ROOT")
                    .withCause(e);
        }
    }

    private static String version(StorePaths paths, Disk disk) throws IOException {
        try (InputStream in = disk.open(paths.version())) {
            return new String(in.readNBytes(MAX_VERSION_BYTES), StandardCharsets.US_ASCII).strip();
        } catch (NoSuchFileException e) {
            create(paths, disk);
            return VERSION;
        }
    }

    private static void create(StorePaths paths, Disk disk) throws IOException {
        List<Path> own = List.of(
                paths.blobs(),
                paths.layers(),
                paths.cache(),
                paths.files(),
                paths.images(),
                paths.mounts(),
                paths.logs(),
                paths.leases(),
                paths.temporary());
        for (Path there : disk.list(paths.root())) {
            // Another process may be making the same store right now.
            boolean ours = own.contains(there) || there.equals(paths.locks()) || there.equals(paths.version());
            if (!ours) {
                throw BuildException.of(
                                ErrorCode.STORE_DAMAGED,
                                "cannot make a store in \"%s\": it has other files, such as \"%s\""
                                        .formatted(paths.root(), there.getFileName()))
                        .withHint("name an empty directory by JBUILD_ROOT");
            }
        }
        for (Path directory : own) {
            disk.makeDirectories(directory);
        }
        String unique = "version-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
        try (NewFile file = NewFile.at(disk, paths.temporary().resolve(unique))) {
            file.out().write((VERSION + "\n").getBytes(StandardCharsets.US_ASCII));
            file.sync();
            file.linkTo(paths.version());
        } catch (FileAlreadyExistsException e) {
            return; // another process made it, with the same version or one that the next look refuses
        }
        disk.sync(paths.root());
    }
}
