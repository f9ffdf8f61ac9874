package dev.jbuild.core.layer;

import dev.jbuild.core.layer.TarEntry.Type;
import dev.jbuild.core.tree.Attributes;
import dev.jbuild.core.tree.LayerEntry.Present;
import dev.jbuild.core.tree.TreePath;
import dev.jbuild.core.tree.XattrPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Reads any tar, entry by entry: old, ustar, star, GNU and PAX, long names, large numbers, every form of sparse files. It is made
 * for archives that want to do harm: nothing declared is believed before it is checked, and two ways of saying the same thing
 * must agree. Whatever is wrong is an {@link InvalidArchiveException}. Does not close what it reads. Used by one thread.
 */
public final class TarReader {
    private static final long MAX_MTIME_SECONDS = Long.MAX_VALUE / 1_000_000_000L; // the year 2262, as Docker
    private static final int MAX_XATTR_BYTES = 64 * 1024; // as Linux
    private static final byte[] NONE = {};

    private final TarInput in;
    private final Names names;
    private final TarLimits limits;
    private final byte[] block = new byte[TarFormat.BLOCK_BYTES];
    private TarContent content;
    private int padding;
    private long headerStart; // of the entry, its extensions included
    private long entries; // begun
    private long holeBytes;
    private long indexBytes;
    private boolean marked;

    /** What names with {@code .wh.} are. */
    public enum Names {
        /** Marks of what is gone below, as in a layer. */
        LAYER,
        /** Names as any other. */
        PLAIN
    }

    /** Reads uncompressed bytes. */
    public TarReader(InputStream uncompressed, Names names, TarLimits limits) {
        this(new TarInput(uncompressed, null, limits.tarBytes()), names, limits);
    }

    TarReader(TarInput in, Names names, TarLimits limits) {
        this.in = in;
        this.names = names;
        this.limits = limits;
        this.content = new TarContent(in, 0);
    }

    /** The next entry, what is left of the last one passed over; empty at the end. */
    public Optional<TarEntry> next() throws IOException {
        try {
            return read();
        } catch (InvalidArchiveException e) {
            throw new InvalidArchiveException("entry " + entries + ": " + e.getMessage(), e);
        }
    }

    private Optional<TarEntry> read() throws IOException {
        entries++;
        content.pass();
        in.skip(padding, null);
        padding = 0;
        TarExtensions extensions = new TarExtensions();
        headerStart = in.position();
        while (readHeader()) {
            HeaderBlock header = HeaderBlock.of(block);
            if (!extensions.take(header, in)) {
                if (entries > limits.entries()) {
                    throw new InvalidArchiveException("the archive has more than " + limits.entries() + " entries");
                }
                return Optional.of(entry(header, extensions));
            }
        }
        if (extensions.isPending()) {
            throw new InvalidArchiveException("the archive is truncated: it ends after an extension header");
        }
        return Optional.empty();
    }

    /** The content of the entry that came last. It ends with the next entry; closing it does nothing. */
    public InputStream content() {
        return content;
    }

    /** True when the archive ended with its mark; when not, it may be cut off. */
    public boolean endedWithMark() {
        return marked;
    }

    /** Reads what follows the end mark, no more than so many bytes, so that who counts or hashes the bytes sees them all. */
    public void drain(long mostBytes) throws IOException {
        in.drain(mostBytes);
    }

    TarContent entryContent() {
        return content;
    }

    private boolean readHeader() throws IOException {
        if (marked || !in.readBlock(block)) {
            return false;
        }
        if (!HeaderBlock.isZero(block)) {
            return true;
        }
        marked = true;
        if (in.readBlock(block) && !HeaderBlock.isZero(block)) {
            throw new InvalidArchiveException("a single block of zeros between entries");
        }
        return false;
    }

    private TarEntry entry(HeaderBlock header, TarExtensions extensions) throws IOException {
        byte[] rawName = extensions.name(header);
        if (rawName.length == 0) {
            throw new InvalidArchiveException("an entry without a name");
        }
        TarNames name = TarNames.of(rawName);
        if (names == Names.LAYER) {
            name.checkDirectories();
        }
        Type type = names == Names.LAYER && !name.isUnionMeta() && name.isWhiteout()
                ? name.isOpaqueMark() ? Type.OPAQUE : Type.WHITEOUT
                : type(header.type(), rawName);
        TreePath path = switch (type) {
            case OPAQUE -> name.parent();
            case WHITEOUT -> name.hidden();
            default -> name.path();
        };
        if (path.isRoot() && type != Type.DIRECTORY && type != Type.OPAQUE) {
            throw new InvalidArchiveException("an entry that puts another file in the place of the root");
        }
        Attributes attributes = attributes(header, extensions);
        byte[] target = type == Type.SYMLINK ? TarNames.target(extensions.linkName(header)) : NONE;
        countIndex(rawName.length + target.length, attributes);
        long offset = content(header, extensions, type);
        return new TarEntry(
                type,
                path,
                attributes,
                target,
                type == Type.HARD_LINK ? linkTarget(extensions.linkName(header)) : TreePath.ROOT,
                type == Type.REGULAR ? content.sizeBytes() : 0,
                offset,
                isDevice(type) ? header.major() : 0,
                isDevice(type) ? header.minor() : 0);
    }

    private void countIndex(long nameBytes, Attributes attributes) throws InvalidArchiveException {
        indexBytes += nameBytes;
        for (byte[] value : attributes.xattrs().values()) {
            indexBytes += value.length;
        }
        if (indexBytes > limits.indexBytes()) {
            throw new InvalidArchiveException(
                    "the archive has more than " + limits.indexBytes() + " bytes of names and attributes");
        }
    }

    private static TreePath linkTarget(byte[] linkName) throws InvalidArchiveException {
        TreePath target = TarNames.of(linkName).path();
        if (target.isRoot()) {
            throw new InvalidArchiveException("a hard link to the root");
        }
        return target;
    }

    private static boolean isDevice(Type type) {
        return type == Type.CHARACTER_DEVICE || type == Type.BLOCK_DEVICE;
    }

    private static Type type(byte type, byte[] name) throws InvalidArchiveException {
        return switch (type) {
            case TarFormat.OLD_REGULAR -> name[name.length - 1] == '/' ? Type.DIRECTORY : Type.REGULAR;
            case TarFormat.REGULAR, TarFormat.CONTIGUOUS, TarFormat.GNU_SPARSE -> Type.REGULAR;
            case TarFormat.HARD_LINK -> Type.HARD_LINK;
            case TarFormat.SYMLINK -> Type.SYMLINK;
            case TarFormat.CHARACTER_DEVICE -> Type.CHARACTER_DEVICE;
            case TarFormat.BLOCK_DEVICE -> Type.BLOCK_DEVICE;
            case TarFormat.DIRECTORY -> Type.DIRECTORY;
            case TarFormat.FIFO -> Type.FIFO;
            default ->
                throw new InvalidArchiveException("an entry of the unknown type %s"
                        .formatted(type > 0x20 && type < 0x7f ? "\"" + (char) type + "\"" : "" + (type & 0xff)));
        };
    }

    private static Attributes attributes(HeaderBlock header, TarExtensions extensions) throws InvalidArchiveException {
        int mode = (int) (header.size(TarFormat.MODE, "mode") & 07777);
        long uid = extensions.owner(header, TarFormat.UID, "uid");
        long gid = extensions.owner(header, TarFormat.GID, "gid");
        long mtime = extensions.mtimeSeconds(header);
        SortedMap<String, byte[]> xattrs = XattrPolicy.kept(extensions.pax().xattrs());
        for (byte[] value : xattrs.values()) {
            if (value.length > MAX_XATTR_BYTES) {
                throw new InvalidArchiveException("an extended attribute of " + value.length + " bytes");
            }
        }
        try {
            return new Attributes(mode, uid, gid, Math.abs(mtime) > MAX_MTIME_SECONDS ? 0 : mtime, xattrs);
        } catch (IllegalArgumentException e) {
            throw new InvalidArchiveException("an entry with bad attributes: " + e.getMessage(), e);
        }
    }

    /** Begins the content of an entry, if its type has one, and returns its place. */
    private long content(HeaderBlock header, TarExtensions extensions, Type type) throws IOException {
        if (!hasContent(header.type(), type)) {
            content = new TarContent(in, 0);
            return Present.NO_OFFSET;
        }
        long sizeBytes = extensions.size(header);
        long start = in.position();
        SparseMap map = extensions.sparse(header, in);
        if (map == null) {
            checkLimit(sizeBytes, limits.tarBytes(), "a file");
            content = new TarContent(in, sizeBytes);
            padding = TarFormat.padding(sizeBytes);
            return start;
        }
        long mapBytes = header.type() == TarFormat.GNU_SPARSE ? 0 : in.position() - start;
        if (map.storedBytes() != sizeBytes - mapBytes) {
            throw new InvalidArchiveException("a sparse file whose map does not fit its size");
        }
        holeBytes += map.sizeBytes() - map.storedBytes();
        checkLimit(holeBytes, limits.holeBytes(), "sparse files");
        content = new TarContent(in, map);
        padding = TarFormat.padding(sizeBytes);
        return Present.sparseOffset(headerStart);
    }

    private static void checkLimit(long bytes, long limit, String what) throws InvalidArchiveException {
        if (bytes > limit || bytes < 0) {
            throw new InvalidArchiveException("the archive declares " + what + " of " + bytes + " bytes");
        }
    }

    /** By the type in the header, not by what a whiteout makes of it; an old directory is a file with a slash. */
    private static boolean hasContent(byte headerType, Type type) {
        return switch (headerType) {
            case TarFormat.REGULAR, TarFormat.CONTIGUOUS, TarFormat.GNU_SPARSE -> true;
            case TarFormat.OLD_REGULAR -> type != Type.DIRECTORY;
            default -> false;
        };
    }
}
