package dev.jbuild.core.tree;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * The stored form of a LayerIndex: the number of entries, then each packed entry after its length. What is read is checked as if
 * somebody else had made it: decoded, and put in again one by one.
 */
final class LayerIndexFormat {
    private static final int MAX_ENTRY_BYTES = 4 * 1024 * 1024; // 4 MiB, more than all xattrs of a file may have

    private LayerIndexFormat() {}

    static void write(PackedEntries entries, OutputStream out) throws IOException {
        DataOutputStream data = new DataOutputStream(out);
        data.writeInt(entries.size());
        for (int number = 0; number < entries.size(); number++) {
            byte[] encoded = entries.encoded(number);
            data.writeInt(encoded.length);
            data.write(encoded);
        }
        data.flush();
    }

    static LayerIndex read(InputStream in) throws IOException {
        DataInputStream data = new DataInputStream(new BufferedInputStream(in, 1 << 16));
        try {
            LayerIndex index = entries(data);
            if (data.read() >= 0) {
                throw new IOException("a layer index with more bytes than entries");
            }
            return index;
        } catch (IllegalArgumentException | IllegalStateException | IndexOutOfBoundsException e) {
            throw new IOException("a broken layer index: " + e.getMessage(), e);
        } catch (EOFException e) {
            throw new IOException("a layer index that ends early", e);
        }
    }

    private static LayerIndex entries(DataInputStream data) throws IOException {
        LayerIndex.Builder builder = LayerIndex.builder();
        List<Integer> openNumbers = new ArrayList<>();
        List<TreePath> openPaths = new ArrayList<>();
        int count = data.readInt();
        for (int number = 0; number < count; number++) {
            int length = data.readInt();
            if (length < 0 || length > MAX_ENTRY_BYTES) {
                throw new IOException("a layer index with an entry of " + length + " bytes");
            }
            byte[] encoded = data.readNBytes(length);
            if (encoded.length < length) {
                throw new EOFException();
            }
            int parent = parent(encoded);
            while (!openNumbers.isEmpty() && openNumbers.get(openNumbers.size() - 1) > parent) {
                openNumbers.remove(openNumbers.size() - 1);
                openPaths.remove(openPaths.size() - 1);
            }
            if (parent >= 0 && (openNumbers.isEmpty() || openNumbers.get(openNumbers.size() - 1) != parent)) {
                throw new IOException("a layer index whose entry " + number + " has no parent");
            }
            LayerEntry entry = decode(encoded, parent < 0 ? TreePath.ROOT : openPaths.get(openPaths.size() - 1));
            builder.add(entry);
            if (!builder.lastEntryIs(encoded)) {
                throw new IOException("a layer index with a broken entry \"" + entry.path() + "\"");
            }
            openNumbers.add(number);
            openPaths.add(entry.path());
        }
        if (builder.size() != count) {
            throw new IOException("a layer index that lacks a directory");
        }
        return builder.build();
    }

    private static int parent(byte[] encoded) {
        PackedReader reader = new PackedReader(encoded, 0);
        reader.flags();
        reader.skipName();
        return reader.parent();
    }

    private static LayerEntry decode(byte[] encoded, TreePath parent) throws IOException {
        PackedReader reader = new PackedReader(encoded, 0);
        int flags = reader.flags();
        TreePath path = parent.resolve(TreePath.of(reader.name()));
        reader.parent();
        LayerEntry entry = switch (flags & PackedEntries.KIND_MASK) {
            case PackedEntries.WHITEOUT -> new LayerEntry.Whiteout(path);
            case PackedEntries.OPAQUE -> new LayerEntry.Opaque(path);
            case PackedEntries.LINK -> new LayerEntry.Link(path, TreePath.of(reader.bytes()));
            default -> present(path, flags, reader);
        };
        if (reader.position() != encoded.length) {
            throw new IOException("a layer index with a broken entry \"" + path + "\"");
        }
        return entry;
    }

    private static LayerEntry present(TreePath path, int flags, PackedReader reader) {
        TreeEntry entry = reader.entry(flags);
        long offset = reader.offset(flags);
        LayerEntry.Origin origin =
                (flags & PackedEntries.IMPLIED) == 0 ? LayerEntry.Origin.NAMED : LayerEntry.Origin.IMPLIED;
        return new LayerEntry.Present(path, entry, origin, offset, reader.linkGroup(flags));
    }
}
