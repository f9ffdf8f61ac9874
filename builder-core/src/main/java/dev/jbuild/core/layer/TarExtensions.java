package dev.jbuild.core.layer;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What stands before the header of one entry and says more of it: a PAX header, GNU's long names. */
final class TarExtensions {
    private static final long MAX_OCTAL_SIZE = 077777777777L; // what a ustar header can say: 8 GiB less one byte

    private PaxRecords pax = PaxRecords.NONE;
    private byte @Nullable [] longName;
    private byte @Nullable [] longLink;
    private boolean taken;

    /** Reads the content of an extension; false for a header of an entry, of which nothing is read. */
    boolean take(HeaderBlock header, TarInput in) throws IOException {
        switch (header.type()) {
            case TarFormat.PAX -> {
                once(pax == PaxRecords.NONE, "PAX headers");
                pax = PaxRecords.parse(body(header, in));
            }
            case TarFormat.GLOBAL_PAX -> PaxRecords.parse(body(header, in)).checkGlobal();
            case TarFormat.GNU_LONG_NAME -> {
                once(longName == null, "long names");
                longName = untilNul(body(header, in));
            }
            case TarFormat.GNU_LONG_LINK -> {
                once(longLink == null, "long link names");
                longLink = untilNul(body(header, in));
            }
            default -> {
                return false;
            }
        }
        taken |= header.type() != TarFormat.GLOBAL_PAX;
        return true;
    }

    private static void once(boolean first, String what) throws InvalidArchiveException {
        if (!first) {
            throw new InvalidArchiveException("an entry with two " + what);
        }
    }

    private static byte[] body(HeaderBlock header, TarInput in) throws IOException {
        long size = header.size(TarFormat.SIZE, "size");
        if (size > TarLimits.SPECIAL_BYTES) {
            throw new InvalidArchiveException("an extension header of " + size + " bytes, the most is 1 MiB");
        }
        byte[] body = in.readBytes((int) size);
        in.skip(TarFormat.padding(size), null);
        return body;
    }

    private static byte[] untilNul(byte[] body) {
        int end = 0;
        while (end < body.length && body[end] != 0) {
            end++;
        }
        return Arrays.copyOf(body, end);
    }

    /** True when something was taken and no entry came. */
    boolean isPending() {
        return taken;
    }

    PaxRecords pax() {
        return pax;
    }

    byte[] name(HeaderBlock header) throws InvalidArchiveException {
        byte[] sparse = pax.get("GNU.sparse.name");
        byte[] path = sparse != null ? sparse : pax.get("path");
        return agreed(longName, path, header.name(), "names");
    }

    byte[] linkName(HeaderBlock header) throws InvalidArchiveException {
        return agreed(longLink, pax.get("linkpath"), header.linkName(), "link names");
    }

    private static byte[] agreed(byte @Nullable [] gnu, byte @Nullable [] pax, byte[] plain, String what)
            throws InvalidArchiveException {
        if (gnu != null && pax != null && !Arrays.equals(gnu, pax)) {
            throw new InvalidArchiveException("an entry whose GNU and PAX headers give it different " + what);
        }
        return gnu != null ? gnu : pax != null ? pax : plain;
    }

    /**
     * The size of the stored content. Readers differ in which of two sizes they believe, and then see different files: so both
     * must agree, unless the ustar field is too small for it.
     */
    long size(HeaderBlock header) throws InvalidArchiveException {
        long plain = header.size(TarFormat.SIZE, "size");
        byte[] text = pax.get("size");
        if (text == null) {
            return plain;
        }
        long size = TarNumbers.decimal(text, "size");
        boolean tooLarge = size > MAX_OCTAL_SIZE && (plain == 0 || plain == MAX_OCTAL_SIZE);
        if (size != plain && !tooLarge) {
            throw new InvalidArchiveException(
                    "an entry of " + plain + " bytes by its header and " + size + " by its PAX header");
        }
        return size;
    }

    long owner(HeaderBlock header, TarFormat.Field field, String key) throws InvalidArchiveException {
        byte[] text = pax.get(key);
        return text == null ? header.size(field, key) : TarNumbers.decimal(text, key);
    }

    long mtimeSeconds(HeaderBlock header) throws InvalidArchiveException {
        byte[] text = pax.get("mtime");
        return text == null ? header.number(TarFormat.MTIME, "mtime") : TarNumbers.seconds(text, "mtime");
    }

    /** The map of a sparse file, read as far as it stands before the content; null for a file in one piece. */
    @Nullable
    SparseMap sparse(HeaderBlock header, TarInput in) throws IOException {
        if (header.type() == TarFormat.GNU_SPARSE) {
            return SparseMap.old(header, in);
        }
        byte[] major = pax.get("GNU.sparse.major");
        if (major != null && !Arrays.equals(major, new byte[] {'0'})) {
            byte[] minor = pax.get("GNU.sparse.minor");
            if (!Arrays.equals(major, new byte[] {'1'}) || minor == null || !Arrays.equals(minor, new byte[] {'0'})) {
                throw new InvalidArchiveException("a sparse file of an unknown format");
            }
            return SparseMap.ofContent(in, realSize("GNU.sparse.realsize"));
        }
        byte[] map = pax.get(PaxRecords.SPARSE_MAP);
        return map == null ? null : SparseMap.ofText(map, realSize("GNU.sparse.size"));
    }

    private long realSize(String key) throws InvalidArchiveException {
        byte[] text = pax.get(key);
        byte[] other = pax.get(key.equals("GNU.sparse.size") ? "GNU.sparse.realsize" : "GNU.sparse.size");
        if (text == null || other != null && !Arrays.equals(text, other)) {
            throw new InvalidArchiveException("a sparse file without one size");
        }
        return TarNumbers.decimal(text, key);
    }
}
