package dev.jbuild.core.layer;

import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.store.BlobStore;
import dev.jbuild.core.store.BlobWriter;
import dev.jbuild.core.tree.Attributes;
import dev.jbuild.core.tree.LayerDigest;
import dev.jbuild.core.tree.LayerEntry;
import dev.jbuild.core.tree.LayerEntry.Present;
import dev.jbuild.core.tree.LayerIndex;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a layer as its canonical tar into the blob store, and its index beside it, in one pass. The same entries make the same
 * bytes: ustar, PAX only where needed, numeric owners, whole seconds.
 *
 * <p>Entries come in path order; {@link Ancestors} fills in the directories that nobody adds. An entry out of order throws
 * IllegalArgumentException. Closing without {@link #commit} leaves nothing. Used by one thread.
 */
public final class LayerWriter implements Closeable {
    private static final long LARGE_BYTES = 1024 * 1024; // 1 MiB, from which on a second thread is worth it
    private static final Attributes WHITEOUT = new Attributes(0, 0, 0, 0);

    private final BlobWriter blob;
    private final TarOutput tar;
    private final Ancestors ancestors;
    private final Workers workers;
    private final FileHeaders headers = new FileHeaders();
    private final LayerIndex.Builder index = LayerIndex.builder();
    private final LayerDigest content = new LayerDigest();
    private final Map<Integer, Present> linked = new HashMap<>(); // link group -> its first name
    private TreePath directory = TreePath.ROOT; // the deepest one known to be in the tar

    private LayerWriter(BlobWriter blob, TarOutput tar, Ancestors ancestors, Workers workers) {
        this.blob = blob;
        this.tar = tar;
        this.ancestors = ancestors;
        this.workers = workers;
    }

    /** A new layer. The caller closes, also after commit. */
    public static LayerWriter create(BlobStore blobs, Ancestors ancestors) throws IOException {
        return create(blobs, ancestors, Workers.ALONE);
    }

    /** As {@link #create(BlobStore, Ancestors)}; the workers hash beside the caller, who writes: of the two, hashing takes longer. */
    public static LayerWriter create(BlobStore blobs, Ancestors ancestors, Workers workers) throws IOException {
        BlobWriter blob = blobs.create(workers.executor());
        return new LayerWriter(blob, new TarOutput(blob), ancestors, workers);
    }

    /** A new layer that goes where the caller says; closing this closes it. The workers hash and write beside the caller. */
    static LayerWriter into(BlobWriter blob, Ancestors ancestors, Workers workers) {
        return new LayerWriter(blob, new TarOutput(blob, workers.executor()), ancestors, workers);
    }

    /** Adds what has no bytes: a directory, a symbolic link, a FIFO, a device. A socket is left out: no tar can hold one. */
    public void add(TreePath path, TreeEntry entry) throws IOException {
        if (entry instanceof TreeEntry.RegularFile) {
            throw new IllegalArgumentException("\"" + path + "\" is a regular file and needs its bytes");
        }
        if (entry instanceof TreeEntry.Special special && special.type() == TreeEntry.Special.Type.SOCKET) {
            return;
        }
        enter(path);
        note(new Present(path, entry));
        tar.write(entry.match(new EntryHeaders(path)));
        if (entry instanceof TreeEntry.Directory) {
            directory = path;
        }
    }

    /** Adds a regular file whose content digest is known: its bytes are not hashed again, only its size is checked. */
    public void addFile(Present file, FileBytes bytes) throws IOException {
        TreeEntry.RegularFile entry = (TreeEntry.RegularFile) file.entry();
        writeFile(new NewFile(file.path(), entry.attributes(), entry.sizeBytes(), file.linkGroup()), bytes, null);
        record(file.path(), entry, file.linkGroup());
    }

    /** Adds a regular file and returns the digest of its content. */
    public Digest addFile(NewFile file, FileBytes bytes) throws IOException {
        MessageDigest hash = Digest.Algorithm.SHA256.newMessageDigest();
        writeFile(file, bytes, hash);
        Digest content = Digest.ofHash(hash.digest());
        record(file.path(), new TreeEntry.RegularFile(file.attributes(), file.sizeBytes(), content), file.linkGroup());
        return content;
    }

    /** Adds another name for the file that was added first with this link group. */
    public void addLink(TreePath path, int linkGroup) throws IOException {
        Present first = linked.get(linkGroup);
        if (first == null) {
            throw new IllegalArgumentException("\"" + path + "\" is a link to no earlier file of the layer");
        }
        enter(path);
        note(new Present(path, first.entry(), LayerEntry.Origin.NAMED, first.offset(), linkGroup));
        tar.write(TarHeader.ofLink(
                TarFormat.HARD_LINK,
                path.toBytes(),
                first.entry().attributes(),
                first.path().toBytes()));
    }

    /** True when a file of this link group was added, so that another name of it is a link. */
    public boolean hasLinkGroup(int linkGroup) {
        return linked.containsKey(linkGroup);
    }

    /** Says that what is at this path below is gone. */
    public void addWhiteout(TreePath path) throws IOException {
        enter(path);
        note(new LayerEntry.Whiteout(path));
        tar.write(TarHeader.of(TarFormat.REGULAR, whiteoutName(path), WHITEOUT, 0));
    }

    /** The number of entries so far, the filled in ones included. */
    public int size() {
        return index.size();
    }

    /** Ends the tar and makes the layer visible in the blob store. */
    public WrittenLayer commit() throws IOException {
        tar.zeros(2 * TarFormat.BLOCK_BYTES);
        tar.flush();
        return new WrittenLayer(new DiffId(blob.commit()), tar.position(), index.build(), content.finish());
    }

    @Override
    public void close() throws IOException {
        try {
            tar.abandon();
        } finally {
            blob.close();
        }
    }

    /** All that is in the layer is said here, the directories that nobody adds too: the index adds none of its own. */
    private void note(LayerEntry entry) {
        index.add(entry);
        content.add(entry);
    }

    private void enter(TreePath path) throws IOException {
        if (path.isRoot() || directory.isParentOf(path)) {
            return;
        }
        TreePath parent = path.parent();
        while (!parent.startsWith(directory)) {
            directory = directory.parent();
        }
        for (TreePath name : parent.relativeTo(directory).components()) {
            TreePath missing = directory.resolve(name);
            TreeEntry.Directory entry = new TreeEntry.Directory(ancestors.of(missing));
            note(new Present(missing, entry));
            tar.write(entry.match(new EntryHeaders(missing)));
            directory = missing;
        }
    }

    private void writeFile(NewFile file, FileBytes bytes, @Nullable MessageDigest hash) throws IOException {
        enter(file.path());
        tar.write(headers.of(file.path(), file.attributes(), file.sizeBytes()));
        try (InputStream in = bytes.open()) {
            if (hash != null && workers.width() > 1 && file.sizeBytes() >= LARGE_BYTES) {
                tar.copyBeside(in, file.sizeBytes(), new SideHash(hash, workers.executor()));
            } else {
                tar.copy(in, file.sizeBytes(), hash);
            }
        }
    }

    private void record(TreePath path, TreeEntry.RegularFile entry, int linkGroup) throws IOException {
        long offset = tar.position() - entry.sizeBytes();
        Present present = new Present(path, entry, LayerEntry.Origin.NAMED, offset, linkGroup);
        note(present);
        if (linkGroup != 0 && linked.putIfAbsent(linkGroup, present) != null) {
            throw new IllegalArgumentException("\"" + path + "\" is in link group " + linkGroup + ", but no link");
        }
        tar.zeros(TarFormat.padding(entry.sizeBytes()));
    }

    private static byte[] whiteoutName(TreePath path) {
        byte[] raw = path.toBytes();
        int start = raw.length - path.name().toBytes().length;
        byte[] prefix = TarFormat.WHITEOUT.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        byte[] name = new byte[raw.length + prefix.length];
        System.arraycopy(raw, 0, name, 0, start);
        System.arraycopy(prefix, 0, name, start, prefix.length);
        System.arraycopy(raw, start, name, start + prefix.length, raw.length - start);
        return name;
    }
}
