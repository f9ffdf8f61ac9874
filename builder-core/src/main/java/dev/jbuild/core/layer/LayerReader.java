package dev.jbuild.core.layer;

import dev.jbuild.core.layer.TarReader.Names;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.Hashing;
import dev.jbuild.core.oci.StreamHash;
import dev.jbuild.core.tree.ArrivedEntries;
import dev.jbuild.core.tree.LayerEntry;
import dev.jbuild.core.tree.LayerEntry.Present;
import dev.jbuild.core.tree.LayerIndex;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Indexes any tar in one pass, compressed or not, and writes nothing: it hashes the whole tar and the content of each file on the
 * way. Memory grows with the number of entries only. What is wrong with an archive is an {@link InvalidArchiveException}.
 */
public final class LayerReader {
    private static final int MAX_UNHASHED = 64; // entries
    private static final long MAX_BYTES_BEHIND_END = 64 * 1024 * 1024; // 64 MiB, of an archive that is no layer
    private static final long MAX_UNHASHED_BYTES = 1024 * 1024; // 1 MiB, of which the last file may have more

    private final TarReader tar;
    private final Names names;
    private final Hashing hashing;
    private final ArrivedEntries entries = new ArrivedEntries();
    private final Deque<Arrived> unhashed = new ArrayDeque<>(); // in the order in which they came
    private long unhashedBytes;

    private LayerReader(TarReader tar, Names names, Hashing hashing) {
        this.tar = tar;
        this.names = names;
        this.hashing = hashing;
    }

    /** An entry that is read; of a regular file with its hash. */
    private record Arrived(TarEntry entry, @Nullable StreamHash hash) {}

    /**
     * Reads a layer, in which {@code .wh.} names are whiteouts, to the end of the stream. Links may lead into the layers below:
     * {@link #checkLinks} says whether they do. Does not close.
     */
    public static ReadLayer readLayer(InputStream blob, TarLimits limits) throws IOException {
        return read(blob, Names.LAYER, limits);
    }

    /**
     * As {@link #readLayer(InputStream, TarLimits)}; a layer whose uncompressed bytes are not those of the diffID is an
     * InvalidArchiveException.
     */
    public static ReadLayer readLayer(InputStream blob, DiffId expected, TarLimits limits) throws IOException {
        return readLayer(blob, expected, limits, Hashing.PLAIN);
    }

    /**
     * As {@link #readLayer(InputStream, DiffId, TarLimits)}.
     *
     * @param hashing of the tar, and of the files in it
     */
    public static ReadLayer readLayer(InputStream blob, DiffId expected, TarLimits limits, Hashing hashing)
            throws IOException {
        ReadLayer layer = read(
                blob, Names.LAYER, limits, new Hashes(hashing, expected.digest().algorithm()));
        if (!layer.diffId().equals(expected)) {
            throw new InvalidArchiveException("got a layer of diffID " + layer.diffId() + ", want " + expected);
        }
        return layer;
    }

    /** Reads an archive that is no layer: it has no whiteouts, links lead to earlier files of it, and it ends with its mark. */
    public static ReadLayer readArchive(InputStream blob, TarLimits limits) throws IOException {
        ReadLayer archive = read(blob, Names.PLAIN, limits);
        checkLinks(archive.index(), Tree.EMPTY);
        return archive;
    }

    /** Checks that every link of a layer that leads below leads to a file of this tree; else InvalidArchiveException. */
    public static void checkLinks(LayerIndex index, Tree below) throws InvalidArchiveException {
        if (index.hasLinksBelow()) {
            try {
                below.apply(new DiffId(Digest.of(new byte[0])), index);
            } catch (IllegalArgumentException e) {
                throw new InvalidArchiveException(e.getMessage(), e);
            }
        }
    }

    private static ReadLayer read(InputStream blob, Names names, TarLimits limits) throws IOException {
        return read(blob, names, limits, new Hashes(Hashing.PLAIN, Digest.Algorithm.SHA256));
    }

    /** @param ofTar the algorithm for the whole; files always have SHA-256 */
    private record Hashes(Hashing hashing, Digest.Algorithm ofTar) {}

    private static ReadLayer read(InputStream blob, Names names, TarLimits limits, Hashes hashes) throws IOException {
        StreamHash hash = hashes.hashing.begin(hashes.ofTar);
        try (InputStream uncompressed = Decompression.open(new UnclosedInputStream(blob))) {
            TarInput in = new TarInput(uncompressed, hash, limits.tarBytes());
            LayerReader reader = new LayerReader(new TarReader(in, names, limits), names, hashes.hashing);
            LayerIndex index = reader.index();
            return new ReadLayer(new DiffId(hash.digest()), in.position(), index);
        }
    }

    private LayerIndex index() throws IOException {
        try {
            Optional<TarEntry> next = tar.next();
            while (next.isPresent()) {
                if (names == Names.PLAIN || !isUnionMeta(next.get().path())) {
                    arrive(next.get());
                }
                next = tar.next();
            }
            addHashed(0);
            if (names == Names.PLAIN && !tar.endedWithMark()) {
                throw new InvalidArchiveException("the archive is truncated: its end mark is missing");
            }
            tar.drain(names == Names.PLAIN ? MAX_BYTES_BEHIND_END : Long.MAX_VALUE);
            return entries.build();
        } catch (IllegalArgumentException e) {
            throw new InvalidArchiveException(e.getMessage(), e);
        }
    }

    /** True for what a union file system left in a layer for itself. */
    private static boolean isUnionMeta(TreePath path) {
        return path.components().stream().anyMatch(name -> name.nameStartsWith(TarFormat.WHITEOUT_META));
    }

    /** Reads the content of an entry, whose hash is waited for when many others can have been hashed with it. */
    private void arrive(TarEntry entry) throws IOException {
        StreamHash hash = null;
        if (entry.type() == TarEntry.Type.REGULAR) {
            hash = hashing.begin(Digest.Algorithm.SHA256);
            tar.entryContent().digest(hash);
            hash.end();
            unhashedBytes += entry.sizeBytes();
        }
        unhashed.add(new Arrived(entry, hash));
        addHashed(unhashedBytes > MAX_UNHASHED_BYTES ? 0 : MAX_UNHASHED);
    }

    /** Adds the entries that wait, until no more than so many are left. */
    private void addHashed(int left) {
        if (unhashed.size() <= left) {
            return;
        }
        while (!unhashed.isEmpty()) {
            add(unhashed.remove());
        }
        unhashedBytes = 0;
    }

    private void add(Arrived arrived) {
        TarEntry entry = arrived.entry;
        TreePath path = entry.path();
        switch (entry.type()) {
            case WHITEOUT -> entries.add(new LayerEntry.Whiteout(path));
            case OPAQUE -> entries.add(new LayerEntry.Opaque(path));
            case HARD_LINK -> entries.add(new LayerEntry.Link(path, entry.linkTarget()));
            case REGULAR -> entries.add(new Present(path, file(arrived), LayerEntry.Origin.NAMED, entry.offset(), 0));
            case DIRECTORY -> entries.add(new Present(path, new TreeEntry.Directory(entry.attributes())));
            case SYMLINK -> entries.add(new Present(path, new TreeEntry.Symlink(entry.attributes(), entry.target())));
            case FIFO -> special(entry, TreeEntry.Special.Type.FIFO);
            case BLOCK_DEVICE -> special(entry, TreeEntry.Special.Type.BLOCK_DEVICE);
            case CHARACTER_DEVICE -> special(entry, TreeEntry.Special.Type.CHARACTER_DEVICE);
        }
    }

    private static TreeEntry.RegularFile file(Arrived arrived) {
        TarEntry entry = arrived.entry;
        Digest content = Objects.requireNonNull(arrived.hash).digest();
        return new TreeEntry.RegularFile(entry.attributes(), entry.sizeBytes(), content);
    }

    /** A 0/0 character device of a layer is what an overlay takes it for. */
    private void special(TarEntry entry, TreeEntry.Special.Type type) {
        boolean device = type == TreeEntry.Special.Type.CHARACTER_DEVICE;
        if (names == Names.LAYER && device && entry.major() == 0 && entry.minor() == 0) {
            entries.add(new LayerEntry.Whiteout(entry.path()));
        } else {
            TreeEntry special = new TreeEntry.Special(entry.attributes(), type, entry.major(), entry.minor());
            entries.add(new Present(entry.path(), special));
        }
    }
}
