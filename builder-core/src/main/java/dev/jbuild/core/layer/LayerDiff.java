package dev.jbuild.core.layer;

import dev.jbuild.core.file.FileKind;
import dev.jbuild.core.file.FileStat;
import dev.jbuild.core.file.RootDirectory;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.store.BlobStore;
import dev.jbuild.core.store.BlobWriter;
import dev.jbuild.core.tree.Attributes;
import dev.jbuild.core.tree.LayerEntry;
import dev.jbuild.core.tree.LayerEntry.Present;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Writes what a command changed as a layer: what is new or different, what is gone, and the directories above with the attributes
 * that they have now.
 *
 * <p>Files are the same when type, mode, owner, xattrs, whole-second mtime and content are; the content is read, as size and time
 * prove nothing. Directories of which only the time changed are left out. A directory that was emptied first is compared with
 * what was in it, so a layer says every deletion by name. Sockets are left out. Used by one thread, once.
 */
public final class LayerDiff {
    private static final int HASH_BYTES = 64 * 1024; // read at once

    private final ChangedFiles changes;
    private final RootDirectory files;
    private final Tree parent;
    private final FileAttributes attributes;
    private final LinkGroups links;
    private final LayerWriter writer;
    private final Map<TreePath, Attributes> open; // the directories on the way to where the walk is

    private LayerDiff(ChangedFiles changes, Tree parent, LayerWriter writer, Map<TreePath, Attributes> open)
            throws IOException {
        this.changes = changes;
        this.files = changes.directory();
        this.parent = parent;
        this.attributes = new FileAttributes(changes);
        this.links = LinkGroups.of(changes, parent);
        this.writer = writer;
        this.open = open;
    }

    /** The changes against the tree that the command began with, as a layer in the blob store. */
    public static WrittenLayer write(ChangedFiles changes, Tree parent, BlobStore blobs) throws IOException {
        return write(changes, parent, blobs, Workers.ALONE);
    }

    /** As {@link #write(ChangedFiles, Tree, BlobStore)}, with workers that hash large files beside the writing. */
    public static WrittenLayer write(ChangedFiles changes, Tree parent, BlobStore blobs, Workers workers)
            throws IOException {
        return write(changes, parent, blobs.create(), workers);
    }

    /** As {@link #write(ChangedFiles, Tree, BlobStore, Workers)}, into a blob of the caller's, which is closed. */
    public static WrittenLayer write(ChangedFiles changes, Tree parent, BlobWriter blob, Workers workers)
            throws IOException {
        Map<TreePath, Attributes> open = new HashMap<>();
        try (LayerWriter writer = LayerWriter.into(blob, open::get, workers)) {
            LayerDiff diff = new LayerDiff(changes, parent, writer, open);
            FileStat root = changes.directory()
                    .stat(TreePath.ROOT)
                    .orElseThrow(() -> new java.nio.file.NoSuchFileException("the directory of the changes"));
            diff.directory(TreePath.ROOT, root, changes.kind() == ChangedFiles.Kind.WHOLE);
            return writer.commit();
        }
    }

    /**
     * A directory and what is in it.
     *
     * @param whole what is not in it is gone; else it is unchanged
     */
    private void directory(TreePath path, FileStat stat, boolean whole) throws IOException {
        Optional<TreeEntry> below = parent.get(path);
        TreeEntry.Directory now = new TreeEntry.Directory(attributes.of(path, stat, below));
        boolean same = below.filter(TreeEntry.Directory.class::isInstance)
                .filter(before -> before.attributes().sameButTime(now.attributes()))
                .isPresent();
        if (!same) {
            writer.add(path, now);
        }
        open.put(path, now.attributes());
        DirectoryListing listing = DirectoryListing.read(changes, path);
        if (whole || listing.isOpaque()) {
            replaced(path, listing);
        } else {
            for (Map.Entry<TreePath, DirectoryListing.Mark> name :
                    listing.names().entrySet()) {
                child(path.resolve(name.getKey()), name.getValue(), false);
            }
        }
        open.remove(path);
    }

    /** A directory that has nothing of what was in it before but what is in it now. */
    private void replaced(TreePath path, DirectoryListing listing) throws IOException {
        SortedMap<TreePath, TreeEntry> before = new java.util.TreeMap<>(parent.children(path));
        before.keySet().removeAll(listing.names().keySet());
        SortedMap<TreePath, DirectoryListing.Mark> names = new java.util.TreeMap<>(listing.names());
        before.forEach((name, entry) -> {
            if (changes.kind() == ChangedFiles.Kind.UPPER || !isDevice(entry)) {
                names.put(name, DirectoryListing.Mark.GONE);
            }
        });
        for (Map.Entry<TreePath, DirectoryListing.Mark> name : names.entrySet()) {
            child(path.resolve(name.getKey()), name.getValue(), true);
        }
    }

    /** A whole rootfs that was made without privilege lacks the devices of the image; nobody deleted them. */
    private static boolean isDevice(TreeEntry entry) {
        return entry instanceof TreeEntry.Special special && special.type() != TreeEntry.Special.Type.FIFO;
    }

    private void child(TreePath path, DirectoryListing.Mark mark, boolean whole) throws IOException {
        Optional<FileStat> found = mark == DirectoryListing.Mark.GONE ? Optional.empty() : files.stat(path);
        if (found.isEmpty() || changes.kind() == ChangedFiles.Kind.UPPER && isWhiteout(found.get())) {
            if (parent.get(path).isPresent()) {
                writer.addWhiteout(path);
            }
            return;
        }
        FileStat stat = found.get();
        switch (stat.kind()) {
            case DIRECTORY -> directory(path, stat, whole);
            case REGULAR -> regularFile(path, stat);
            case SOCKET -> gone(path);
            case SYMLINK -> other(path, new TreeEntry.Symlink(attributes(path, stat), files.readLink(path)));
            case FIFO -> special(path, stat, TreeEntry.Special.Type.FIFO);
            case CHARACTER_DEVICE -> special(path, stat, TreeEntry.Special.Type.CHARACTER_DEVICE);
            case BLOCK_DEVICE -> special(path, stat, TreeEntry.Special.Type.BLOCK_DEVICE);
        }
    }

    private static boolean isWhiteout(FileStat stat) {
        return stat.kind() == FileKind.CHARACTER_DEVICE && stat.deviceMajor() == 0 && stat.deviceMinor() == 0;
    }

    private Attributes attributes(TreePath path, FileStat stat) throws IOException {
        return attributes.of(path, stat, parent.get(path));
    }

    /** A socket took the place of what was there. */
    private void gone(TreePath path) throws IOException {
        if (parent.get(path).isPresent()) {
            writer.addWhiteout(path);
        }
    }

    private void special(TreePath path, FileStat stat, TreeEntry.Special.Type type) throws IOException {
        other(path, new TreeEntry.Special(attributes(path, stat), type, stat.deviceMajor(), stat.deviceMinor()));
    }

    private void other(TreePath path, TreeEntry now) throws IOException {
        if (!parent.get(path).equals(Optional.of(now))) {
            writer.add(path, now);
        }
    }

    private void regularFile(TreePath path, FileStat stat) throws IOException {
        Attributes now = attributes(path, stat);
        int group = links.group(stat);
        if (group != 0 && writer.hasLinkGroup(group)) {
            writer.addLink(path, group);
            return;
        }
        NewFile file = new NewFile(path, now, stat.sizeBytes(), group);
        Optional<TreeEntry> before = parent.get(path);
        if (!isCandidate(before, file)) {
            writer.addFile(file, () -> files.open(path));
            return;
        }
        TreeEntry.RegularFile found = new TreeEntry.RegularFile(now, stat.sizeBytes(), digest(path));
        if (group != 0 || !before.equals(Optional.of(found))) {
            writer.addFile(
                    new Present(path, found, LayerEntry.Origin.NAMED, Present.NO_OFFSET, group),
                    () -> new dev.jbuild.core.store.VerifyingInputStream(files.open(path), found.content(), () -> {}));
        }
    }

    /** True when only the content can tell whether a file changed. */
    private static boolean isCandidate(Optional<TreeEntry> before, NewFile file) {
        return before.filter(TreeEntry.RegularFile.class::isInstance)
                .map(TreeEntry.RegularFile.class::cast)
                .filter(old -> old.sizeBytes() == file.sizeBytes())
                .filter(old -> old.attributes().equals(file.attributes()))
                .isPresent();
    }

    private Digest digest(TreePath path) throws IOException {
        MessageDigest hash = Digest.Algorithm.SHA256.newMessageDigest();
        byte[] buffer = new byte[HASH_BYTES];
        try (InputStream in = files.open(path)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                hash.update(buffer, 0, count);
            }
        }
        return Digest.ofHash(hash.digest());
    }
}
