package dev.jbuild.core.tree;

import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.tree.LayerEntry.Present;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one layer, whiteouts and opaque marks included, in path order (an opaque mark right after its directory).
 * Every ancestor of an entry but the root is there, if only as an implied directory; the root is there when the layer says
 * something of it. Immutable, thread-safe; 200,000 files take about 15 MB.
 */
public final class LayerIndex {
    /** A layer that changes nothing. */
    public static final LayerIndex EMPTY = new Builder().build();

    static final Comparator<LayerEntry> ORDER = (a, b) -> {
        int byPath = a.path().compareTo(b.path());
        return byPath != 0 ? byPath : Boolean.compare(a instanceof LayerEntry.Opaque, b instanceof LayerEntry.Opaque);
    };

    private static final byte UNKNOWN = 0;
    private static final byte NO = 1;
    private static final byte YES = 2;

    private final PackedEntries packed;
    private byte selfContained; // of the three above; who finds it out does so again at worst

    private LayerIndex(PackedEntries packed) {
        this.packed = packed;
    }

    /** An index of these entries, in order. */
    public LayerIndex(List<LayerEntry> entries) {
        Builder builder = new Builder();
        entries.forEach(builder::add);
        this.packed = builder.packed();
    }

    /** An index of these entries, which may come in any order. */
    public static LayerIndex ofUnsorted(List<LayerEntry> entries) {
        List<LayerEntry> sorted = new ArrayList<>(entries);
        sorted.sort(ORDER);
        return new LayerIndex(sorted);
    }

    /** Takes entries one by one, in order, and keeps them packed. */
    public static Builder builder() {
        return new Builder();
    }

    /** The entries in order; each is made when it is asked for. */
    public List<LayerEntry> entries() {
        return Collections.unmodifiableList(packed);
    }

    /** The entries from one on, in order; going through many costs less so than by {@link #entries}. */
    public Iterator<LayerEntry> entriesFrom(int first) {
        return packed.from(first);
    }

    public boolean isEmpty() {
        return packed.isEmpty();
    }

    /**
     * True when the layer can be made a directory without the layers below: no implied directories, no links into lower layers.
     */
    public boolean isSelfContained() {
        if (selfContained == UNKNOWN) {
            selfContained = findSelfContained() ? YES : NO;
        }
        return selfContained == YES;
    }

    private boolean findSelfContained() {
        for (int number = 0; number < packed.size(); number++) {
            if (packed.kind(number) == PackedEntries.LINK || packed.isImplied(number)) {
                return false;
            }
        }
        return true;
    }

    /** True when the layer names files of the layers below anew, which merging must find there. */
    public boolean hasLinksBelow() {
        for (int number = 0; number < packed.size(); number++) {
            if (packed.kind(number) == PackedEntries.LINK) {
                return true;
            }
        }
        return false;
    }

    /** The latest mtime in seconds of what the layer has; Long.MIN_VALUE when it has nothing. */
    public long newestMtimeSeconds() {
        long newest = Long.MIN_VALUE;
        for (LayerEntry entry : packed) {
            if (entry instanceof Present present && present.origin() == LayerEntry.Origin.NAMED) {
                newest = Math.max(newest, present.entry().attributes().mtimeSeconds());
            }
        }
        return newest;
    }

    /** A digest of everything but times, places in the tar and which names share an inode. */
    public Digest contentDigest() {
        LayerDigest digest = new LayerDigest();
        for (LayerEntry entry : packed) {
            digest.add(entry);
        }
        return digest.finish();
    }

    /** Writes the entries in a compact form that {@link #read} reads. Does not close. */
    public void writeTo(OutputStream out) throws IOException {
        LayerIndexFormat.write(packed, out);
    }

    /** Reads what {@link #writeTo} wrote, to the end of the stream; anything else is an IOException. Does not close. */
    public static LayerIndex read(InputStream in) throws IOException {
        return LayerIndexFormat.read(in);
    }

    PackedEntries packed() {
        return packed;
    }

    /** A directory that is needed and that nobody describes. */
    static Present implied(TreePath path) {
        TreeEntry.Directory entry = new TreeEntry.Directory(new Attributes(0755, 0, 0, 0));
        return new Present(path, entry, LayerEntry.Origin.IMPLIED, Present.NO_OFFSET, 0);
    }

    @Override
    public boolean equals(Object object) {
        return object instanceof LayerIndex other && packed.sameBytes(other.packed);
    }

    @Override
    public int hashCode() {
        return packed.bytesHash();
    }

    @Override
    public String toString() {
        return "LayerIndex of " + packed.size() + " entries";
    }

    /**
     * Takes entries in path order. Missing ancestors become implied directories. An entry out of order, twice, or below what is
     * no directory throws IllegalArgumentException. Used by one thread.
     */
    public static final class Builder {
        private final PackedWriter writer = new PackedWriter();
        private final List<TreePath> open = new ArrayList<>(); // the directories on the way to the last entry
        private final List<Integer> numbers = new ArrayList<>();
        private @Nullable TreePath last = TreePath.ROOT; // none when nobody has asked
        private boolean lastWasDirectory = true;
        private boolean lastWasOpaque;
        private boolean started;

        public Builder add(LayerEntry entry) {
            TreePath path = entry.path();
            if (!lastWasDirectory && isPlain(entry) && last().isFollowedBySibling(path)) {
                writer.add(entry, path.nameBytes(), parent());
                last = path;
                return this;
            }
            boolean opaque = entry instanceof LayerEntry.Opaque;
            checkOrder(path, opaque);
            while (!open.isEmpty() && !isInside(path, opaque, open.get(open.size() - 1))) {
                open.remove(open.size() - 1);
                numbers.remove(numbers.size() - 1);
            }
            if (opaque) {
                addMissingAncestors(path);
            } else if (!path.isRoot() && !deepest().isParentOf(path)) {
                addMissingAncestors(path.parent());
            }
            boolean directory = entry instanceof Present present && present.entry() instanceof TreeEntry.Directory;
            int number = writer.add(entry, opaque ? new byte[0] : path.nameBytes(), parent());
            if (directory && !path.isRoot()) {
                open.add(path);
                numbers.add(number);
            }
            last = path;
            lastWasDirectory = directory || opaque;
            lastWasOpaque = opaque;
            started = true;
            return this;
        }

        /** True for a file, in which nothing can be. */
        private static boolean isPlain(LayerEntry entry) {
            return entry instanceof Present present && present.entry() instanceof TreeEntry.RegularFile;
        }

        /** The number of the directory that the next entry is in, if it is in the deepest that is open. */
        private int parent() {
            return numbers.isEmpty() ? PackedEntries.NO_PARENT : numbers.get(numbers.size() - 1);
        }

        private static boolean isInside(TreePath path, boolean opaque, TreePath directory) {
            return path.startsWith(directory) && (opaque || !path.equals(directory));
        }

        private void checkOrder(TreePath path, boolean opaque) {
            TreePath last = last();
            int order = started ? last.compareTo(path) : -1;
            if (order > 0 || order == 0 && (!opaque || lastWasOpaque || !lastWasDirectory)) {
                throw new IllegalArgumentException("\"" + path + "\" is out of order or twice");
            }
            if (started && !lastWasDirectory && !path.equals(last) && path.startsWith(last)) {
                throw new IllegalArgumentException("\"" + path + "\" lies below \"" + last + "\", no directory");
            }
        }

        /** The directory that the last entry is or is in, as far as it is told of. */
        private TreePath deepest() {
            return open.isEmpty() ? TreePath.ROOT : open.get(open.size() - 1);
        }

        private void addMissingAncestors(TreePath directory) {
            TreePath ancestor = deepest();
            if (directory.depth() == ancestor.depth()) {
                return;
            }
            for (TreePath name : directory.relativeTo(ancestor).components()) {
                ancestor = ancestor.resolve(name);
                add(implied(ancestor));
            }
        }

        private TreePath last() {
            TreePath known = last;
            if (known == null) {
                known = deepest().resolve(writer.lastName());
                last = known;
            }
            return known;
        }

        /** Adds an encoded file beside the last entry, which is a file, too; false when it does not come behind it. */
        boolean addSibling(byte[] bytes, int from, int to) {
            int name = SiblingFiles.nameStart(from);
            if (writer.compareLastName(bytes, name, name + SiblingFiles.nameLength(bytes, from)) >= 0) {
                return false;
            }
            writer.addEncoded(bytes, from, to);
            last = null;
            return true;
        }

        boolean lastEntryIs(byte[] encoded) {
            return writer.lastIs(encoded);
        }

        /** The number of entries so far. */
        public int size() {
            return writer.count();
        }

        public LayerIndex build() {
            return new LayerIndex(packed());
        }

        private PackedEntries packed() {
            return writer.finish();
        }
    }
}
