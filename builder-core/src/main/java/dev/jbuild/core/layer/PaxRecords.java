package dev.jbuild.core.layer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The records of one PAX header. The last one of a key counts; an empty value is as none. */
final class PaxRecords {
    static final PaxRecords NONE = new PaxRecords();

    private static final String SPARSE_OFFSET = "GNU.sparse.offset";
    private static final String SPARSE_BYTES = "GNU.sparse.numbytes";
    static final String SPARSE_MAP = "GNU.sparse.map";

    private final Map<String, byte[]> values = new HashMap<>();
    private final ByteArrayOutputStream sparseMap = new ByteArrayOutputStream();
    private boolean afterOffset;

    private PaxRecords() {}

    /** Reads {@code LENGTH KEY=VALUE\n}, again and again to the end. */
    static PaxRecords parse(byte[] body) throws InvalidArchiveException {
        PaxRecords records = new PaxRecords();
        int at = 0;
        while (at < body.length) {
            int space = indexOf(body, (byte) ' ', at, Math.min(body.length, at + 8));
            long length = space < 0 ? 0 : TarNumbers.decimal(Arrays.copyOfRange(body, at, space), "record length");
            if (length <= space - at + 1 || length > body.length - at || body[at + (int) length - 1] != '\n') {
                throw new InvalidArchiveException("a PAX header with a broken record");
            }
            int end = at + (int) length - 1;
            int equals = indexOf(body, (byte) '=', space + 1, end);
            if (equals <= space + 1) {
                throw new InvalidArchiveException("a PAX header with a record that has no key");
            }
            String key = new String(body, space + 1, equals - space - 1, StandardCharsets.UTF_8);
            records.put(key, Arrays.copyOfRange(body, equals + 1, end));
            at = end + 1;
        }
        return records;
    }

    private void put(String key, byte[] value) throws InvalidArchiveException {
        if (key.indexOf(0) >= 0 || isText(key) && indexOf(value, (byte) 0, 0, value.length) >= 0) {
            throw new InvalidArchiveException("a PAX header with a NUL byte in a name");
        }
        if (key.equals(SPARSE_OFFSET) || key.equals(SPARSE_BYTES)) {
            sparsePart(key.equals(SPARSE_OFFSET), value);
        } else {
            values.put(key, value);
        }
    }

    /** GNU's sparse format 0.0 repeats two keys; gathered, they are the map of format 0.1. */
    private void sparsePart(boolean offset, byte[] value) throws InvalidArchiveException {
        if (offset == afterOffset) {
            throw new InvalidArchiveException("a PAX header with a broken sparse map");
        }
        afterOffset = offset;
        if (sparseMap.size() > 0) {
            sparseMap.write(',');
        }
        sparseMap.writeBytes(value);
    }

    private static boolean isText(String key) {
        return key.equals("path") || key.equals("linkpath") || key.equals("GNU.sparse.name");
    }

    byte @Nullable [] get(String key) {
        if (key.equals(SPARSE_MAP) && sparseMap.size() > 0) {
            return sparseMap.toByteArray();
        }
        byte[] value = values.get(key);
        return value == null || value.length == 0 ? null : value;
    }

    boolean has(String key) {
        return get(key) != null;
    }

    boolean isEmpty() {
        return values.isEmpty() && sparseMap.size() == 0;
    }

    /** Extended attributes by name, as the PAX header has them. */
    SortedMap<String, byte[]> xattrs() throws InvalidArchiveException {
        SortedMap<String, byte[]> xattrs = new TreeMap<>();
        for (Map.Entry<String, byte[]> value : values.entrySet()) {
            if (value.getKey().startsWith(TarFormat.XATTR)) {
                xattrs.put(value.getKey().substring(TarFormat.XATTR.length()), value.getValue());
            }
        }
        return xattrs;
    }

    /** A header for all that follows may not say what belongs to one file: readers would not agree on what it means. */
    void checkGlobal() throws InvalidArchiveException {
        for (String key : values.keySet()) {
            if (isText(key) || key.equals("size") || key.startsWith("GNU.sparse.")) {
                throw new InvalidArchiveException("a global PAX header that sets \"" + key + "\" of every file");
            }
        }
        if (sparseMap.size() > 0) {
            throw new InvalidArchiveException("a global PAX header with a sparse map");
        }
    }

    private static int indexOf(byte[] bytes, byte wanted, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return -1;
    }
}
