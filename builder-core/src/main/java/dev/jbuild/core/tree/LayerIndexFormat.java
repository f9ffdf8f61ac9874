package dev.jbuild.core.tree;

import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The stored form of a LayerIndex: the number of entries, then each packed entry after its length. What is read is checked as if
 * somebody else had made it: decoded, and put in again one by one; but of files that follow one another, most are looked at as they lie.
 * Used by one thread.
 */
final class LayerIndexFormat {
    private static final int MAX_ENTRY_BYTES = 4 * 1024 * 1024; // 4 MiB, more than all xattrs of a file may have
    private static final int BUFFER_BYTES = 64 * 1024; // 64 KiB

    private final InputStream in;
    private byte[] buffer = new byte[BUFFER_BYTES];
    private int start; // of what is in the buffer
    private int end;
    private final LayerIndex.Builder builder = LayerIndex.builder();
    private final SiblingFiles siblings = new SiblingFiles();
    private final List<Integer> openNumbers =
            new ArrayList<>(); // of the entries on the way to the last that was decoded
    private final List<TreePath> openPaths = new ArrayList<>();

    private LayerIndexFormat(InputStream in) {
        this.in = in;
    }

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
        try {
            return new LayerIndexFormat(in).read();
        } catch (IllegalArgumentException | IllegalStateException | IndexOutOfBoundsException e) {
            throw new IOException("a broken layer index: " + e.getMessage(), e);
        } catch (EOFException e) {
            throw new IOException("a layer index that ends early", e);
        }
    }

    private LayerIndex read() throws IOException {
        int count = number();
        for (int number = 0; number < count; number++) {
            int length = number();
            if (length < 0 || length > MAX_ENTRY_BYTES) {
                throw new IOException("a layer index with an entry of " + length + " bytes");
            }
            need(length);
            if (!siblings.isAnother(buffer, start, start + length)
                    || !builder.addSibling(buffer, start, start + length)) {
                add(number, Arrays.copyOfRange(buffer, start, start + length));
            }
            start += length;
        }
        if (builder.size() != count) {
            throw new IOException("a layer index that lacks a directory");
        }
        if (start < end || in.read() >= 0) {
            throw new IOException("a layer index with more bytes than entries");
        }
        return builder.build();
    }

    private void add(int number, byte[] encoded) throws IOException {
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
        siblings.follow(encoded);
        openNumbers.add(number);
        openPaths.add(entry.path());
    }

    private int number() throws IOException {
        need(Integer.BYTES);
        int at = start;
        start += Integer.BYTES;
        return (buffer[at] & 0xff) << 24
                | (buffer[at + 1] & 0xff) << 16
                | (buffer[at + 2] & 0xff) << 8
                | buffer[at + 3] & 0xff;
    }

    /** Has so many bytes in the buffer. */
    private void need(int bytes) throws IOException {
        if (end - start >= bytes) {
            return;
        }
        byte[] from = buffer;
        if (bytes > buffer.length) {
            buffer = new byte[bytes];
        }
        System.arraycopy(from, start, buffer, 0, end - start);
        end -= start;
        start = 0;
        while (end < bytes) {
            int count = in.read(buffer, end, buffer.length - end);
            if (count < 0) {
                throw new EOFException();
            }
            end += count;
        }
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
