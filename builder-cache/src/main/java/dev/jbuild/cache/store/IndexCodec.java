package dev.jbuild.cache.store;

import dev.jbuild.cache.disk.DamagedFileException;
import dev.jbuild.cache.disk.FrameReader;
import dev.jbuild.cache.disk.FrameWriter;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.tree.Attributes;
import dev.jbuild.core.tree.LayerEntry;
import dev.jbuild.core.tree.LayerIndex;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A layer's index as a framed file: the diffID, the number of entries, and each entry as a kind, the path's bytes and what the kind
 * needs. Paths stay bytes; equal digests in a row are one object.
 */
final class IndexCodec {
    private static final int MAGIC = 'J' << 24 | 'I' << 16 | 'X' << 8 | 1; // the last byte is the version
    private static final int LEAST_ENTRY_BYTES = 3; // kind, length of the path

    private static final int WHITEOUT = 0;
    private static final int OPAQUE = 1;
    private static final int LINK = 2;
    private static final int DIRECTORY = 3;
    private static final int REGULAR_FILE = 4;
    private static final int SYMLINK = 5;
    private static final int SPECIAL = 6;
    private static final int IMPLIED = 0x80; // a bit beside the kind of a file

    private IndexCodec() {}

    /** Does not close the stream. */
    static void write(OutputStream out, DiffId layer, LayerIndex index) throws IOException {
        FrameWriter frame = new FrameWriter(out, MAGIC);
        frame.digest(layer.digest());
        frame.u32(index.entries().size());
        for (LayerEntry entry : index.entries()) {
            if (entry instanceof LayerEntry.Present present) {
                writePresent(frame, present);
            } else if (entry instanceof LayerEntry.Link link) {
                writePath(frame, LINK, link.path());
                frame.shortBytes(link.target().toBytes());
            } else {
                writePath(frame, entry instanceof LayerEntry.Opaque ? OPAQUE : WHITEOUT, entry.path());
            }
        }
        frame.end();
    }

    /** Closes the stream. */
    static LayerIndex read(InputStream in, long sizeBytes, DiffId layer) throws IOException {
        try (FrameReader frame = new FrameReader(in, "the index of layer " + layer, sizeBytes, MAGIC)) {
            if (!frame.digest().equals(layer.digest())) {
                throw frame.damaged("it is of another layer");
            }
            int count = frame.count(LEAST_ENTRY_BYTES);
            List<LayerEntry> entries = new ArrayList<>(count);
            Digest last = layer.digest();
            for (int i = 0; i < count; i++) {
                LayerEntry entry = readEntry(frame, last);
                entries.add(entry);
                if (entry instanceof LayerEntry.Present present
                        && present.entry() instanceof TreeEntry.RegularFile file) {
                    last = file.content();
                }
            }
            frame.end();
            return new LayerIndex(entries);
        } catch (IllegalArgumentException e) {
            throw new DamagedFileException("the index of layer " + layer + " is damaged: " + e.getMessage(), e);
        }
    }

    private static void writePath(FrameWriter frame, int kind, TreePath path) throws IOException {
        frame.u8(kind);
        frame.shortBytes(path.toBytes());
    }

    private static void writePresent(FrameWriter frame, LayerEntry.Present present) throws IOException {
        TreeEntry entry = present.entry();
        int origin = present.origin() == LayerEntry.Origin.IMPLIED ? IMPLIED : 0;
        writePath(frame, entry.match(KIND) | origin, present.path());
        frame.i64(present.offset());
        frame.u32(present.linkGroup());
        writeAttributes(frame, entry.attributes());
        if (entry instanceof TreeEntry.RegularFile file) {
            frame.i64(file.sizeBytes());
            frame.digest(file.content());
        } else if (entry instanceof TreeEntry.Symlink link) {
            frame.shortBytes(link.target());
        } else if (entry instanceof TreeEntry.Special special) {
            frame.u8(special.type().ordinal());
            frame.u32(special.major());
            frame.u32(special.minor());
        }
    }

    private static LayerEntry readEntry(FrameReader frame, Digest likely) throws IOException {
        int kind = frame.u8();
        TreePath path = TreePath.of(frame.shortBytes());
        return switch (kind & ~IMPLIED) {
            case WHITEOUT -> new LayerEntry.Whiteout(path);
            case OPAQUE -> new LayerEntry.Opaque(path);
            case LINK -> new LayerEntry.Link(path, TreePath.of(frame.shortBytes()));
            default -> readPresent(frame, kind, path, likely);
        };
    }

    private static LayerEntry readPresent(FrameReader frame, int kind, TreePath path, Digest likely)
            throws IOException {
        long offset = frame.i64();
        int linkGroup = (int) frame.u32();
        Attributes attributes = readAttributes(frame);
        TreeEntry entry = switch (kind & ~IMPLIED) {
            case DIRECTORY -> new TreeEntry.Directory(attributes);
            case REGULAR_FILE -> readFile(frame, attributes, likely);
            case SYMLINK -> new TreeEntry.Symlink(attributes, frame.shortBytes());
            case SPECIAL -> readSpecial(frame, attributes);
            default -> throw frame.damaged("it has an entry of unknown kind " + kind);
        };
        LayerEntry.Origin origin = (kind & IMPLIED) != 0 ? LayerEntry.Origin.IMPLIED : LayerEntry.Origin.NAMED;
        return new LayerEntry.Present(path, entry, origin, offset, linkGroup);
    }

    private static TreeEntry readFile(FrameReader frame, Attributes attributes, Digest likely) throws IOException {
        long sizeBytes = frame.i64();
        Digest content = frame.digest();
        return new TreeEntry.RegularFile(attributes, sizeBytes, content.equals(likely) ? likely : content);
    }

    private static TreeEntry readSpecial(FrameReader frame, Attributes attributes) throws IOException {
        int type = frame.u8();
        TreeEntry.Special.Type[] types = TreeEntry.Special.Type.values();
        if (type >= types.length) {
            throw frame.damaged("it has a special file of unknown type " + type);
        }
        return new TreeEntry.Special(attributes, types[type], (int) frame.u32(), (int) frame.u32());
    }

    private static void writeAttributes(FrameWriter frame, Attributes attributes) throws IOException {
        frame.u16(attributes.mode());
        frame.u32(attributes.uid());
        frame.u32(attributes.gid());
        frame.i64(attributes.mtimeSeconds());
        frame.u16(attributes.xattrs().size());
        for (Map.Entry<String, byte[]> xattr : attributes.xattrs().entrySet()) {
            frame.text(xattr.getKey());
            frame.bytes(xattr.getValue());
        }
    }

    private static Attributes readAttributes(FrameReader frame) throws IOException {
        int mode = frame.u16();
        long uid = frame.u32();
        long gid = frame.u32();
        long mtimeSeconds = frame.i64();
        int xattrs = frame.u16();
        return new Attributes(mode, uid, gid, mtimeSeconds, xattrs == 0 ? NO_XATTRS : readXattrs(frame, xattrs));
    }

    private static SortedMap<String, byte[]> readXattrs(FrameReader frame, int count) throws IOException {
        SortedMap<String, byte[]> xattrs = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            xattrs.put(frame.text(), frame.bytes());
        }
        return xattrs;
    }

    private static final SortedMap<String, byte[]> NO_XATTRS = Collections.emptySortedMap();

    private static final TreeEntry.Cases<Integer> KIND = new TreeEntry.Cases<>() {
        @Override
        public Integer directory(TreeEntry.Directory directory) {
            return DIRECTORY;
        }

        @Override
        public Integer regularFile(TreeEntry.RegularFile file) {
            return REGULAR_FILE;
        }

        @Override
        public Integer symlink(TreeEntry.Symlink link) {
            return SYMLINK;
        }

        @Override
        public Integer special(TreeEntry.Special special) {
            return SPECIAL;
        }
    };
}
