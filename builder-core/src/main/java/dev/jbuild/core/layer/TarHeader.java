package dev.jbuild.core.layer;

import static dev.jbuild.core.layer.TarFormat.BLOCK_BYTES;

import dev.jbuild.core.tree.Attributes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes the header of one entry: a ustar block, and a PAX header before it for what a ustar block cannot say. The same entry is
 * always the same bytes. Used by one thread, once.
 */
final class TarHeader {
    private static final int NAME_BYTES_OF_PAX = 80; // of the file's name in the name of its PAX header
    private static final byte[] NONE = {};

    private final byte type;
    private final byte[] block = new byte[BLOCK_BYTES];
    private final Map<String, byte[]> records = new TreeMap<>();

    private TarHeader(byte type) {
        this.type = type;
    }

    /** The header of an entry that has content of this size (0 for most types). */
    static byte[] of(byte type, byte[] name, Attributes attributes, long sizeBytes) {
        return new TarHeader(type).fill(name, attributes, sizeBytes).bytes(name);
    }

    /** The header of a hard or symbolic link. */
    static byte[] ofLink(byte type, byte[] name, Attributes attributes, byte[] target) {
        return new TarHeader(type).target(target).fill(name, attributes, 0).bytes(name);
    }

    /** The header of a device. */
    static byte[] ofDevice(byte type, byte[] name, Attributes attributes, int major, int minor) {
        TarHeader header = new TarHeader(type);
        header.device(TarFormat.DEVICE_MAJOR, major);
        header.device(TarFormat.DEVICE_MINOR, minor);
        return header.fill(name, attributes, 0).bytes(name);
    }

    private TarHeader fill(byte[] name, Attributes attributes, long sizeBytes) {
        path(name);
        octal(TarFormat.MODE, attributes.mode());
        number(TarFormat.UID, "uid", attributes.uid());
        number(TarFormat.GID, "gid", attributes.gid());
        number(TarFormat.SIZE, "size", sizeBytes);
        number(TarFormat.MTIME, "mtime", attributes.mtimeSeconds());
        block[TarFormat.TYPE] = type;
        put(TarFormat.MAGIC, TarFormat.USTAR);
        octal(TarFormat.DEVICE_MAJOR);
        octal(TarFormat.DEVICE_MINOR);
        attributes.xattrs().forEach((key, value) -> records.put(TarFormat.XATTR + key, value));
        return this;
    }

    private TarHeader target(byte[] target) {
        if (target.length <= TarFormat.LINK_NAME.length()) {
            put(TarFormat.LINK_NAME, target);
        } else {
            record("linkpath", target);
        }
        return this;
    }

    /** The name as it is, split between prefix and name, or in a PAX record: the first that fits. */
    private void path(byte[] name) {
        if (name.length <= TarFormat.NAME.length()) {
            put(TarFormat.NAME, name);
            return;
        }
        int earliest = name.length - TarFormat.NAME.length() - 1;
        for (int slash = earliest; slash < name.length - 1 && slash <= TarFormat.PREFIX.length(); slash++) {
            if (name[slash] == '/' && slash > 0) {
                System.arraycopy(name, 0, block, TarFormat.PREFIX.start(), slash);
                System.arraycopy(name, slash + 1, block, TarFormat.NAME.start(), name.length - slash - 1);
                return;
            }
        }
        System.arraycopy(name, 0, block, TarFormat.NAME.start(), TarFormat.NAME.length());
        record("path", name);
    }

    private void record(String key, byte[] value) {
        records.put(key, value);
        if (!isUtf8(value)) {
            records.put("hdrcharset", "BINARY".getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static boolean isUtf8(byte[] value) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private void device(TarFormat.Field field, int value) {
        if (value < 0 || !fits(field, value)) {
            throw new IllegalArgumentException("a device number of " + value);
        }
        octal(field, value);
    }

    private void number(TarFormat.Field field, String key, long value) {
        boolean fits = value >= 0 && fits(field, value);
        octal(field, fits ? value : 0);
        if (!fits) {
            records.put(key, Long.toString(value).getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static boolean fits(TarFormat.Field field, long value) {
        return value >>> 3 * (field.length() - 1) == 0;
    }

    private void octal(TarFormat.Field field) {
        if (block[field.start()] == 0) {
            octal(field, 0);
        }
    }

    /** Digits to the full width and a NUL. */
    private void octal(TarFormat.Field field, long value) {
        long left = value;
        for (int i = field.end() - 2; i >= field.start(); i--) {
            block[i] = (byte) ('0' + (left & 7));
            left >>>= 3;
        }
    }

    private void put(TarFormat.Field field, byte[] value) {
        System.arraycopy(value, 0, block, field.start(), value.length);
    }

    private byte[] bytes(byte[] name) {
        checksum();
        if (records.isEmpty()) {
            return block;
        }
        byte[] body = body();
        byte[] pax = TarHeader.of(TarFormat.PAX, paxName(name), new Attributes(0644, 0, 0, 0), body.length);
        int padded = body.length + TarFormat.padding(body.length);
        byte[] all = new byte[pax.length + padded + block.length];
        System.arraycopy(pax, 0, all, 0, pax.length);
        System.arraycopy(body, 0, all, pax.length, body.length);
        System.arraycopy(block, 0, all, pax.length + padded, block.length);
        return all;
    }

    private void checksum() {
        java.util.Arrays.fill(block, TarFormat.CHECKSUM.start(), TarFormat.CHECKSUM.end(), (byte) ' ');
        int sum = 0;
        for (byte b : block) {
            sum += b & 0xff;
        }
        for (int i = TarFormat.CHECKSUM.start() + 5; i >= TarFormat.CHECKSUM.start(); i--) {
            block[i] = (byte) ('0' + (sum & 7));
            sum >>>= 3;
        }
        block[TarFormat.CHECKSUM.start() + 6] = 0;
    }

    private byte[] body() {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        records.forEach((key, value) -> {
            byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
            body.writeBytes(Integer.toString(recordLength(keyBytes.length + value.length + 3))
                    .getBytes(StandardCharsets.US_ASCII));
            body.write(' ');
            body.writeBytes(keyBytes);
            body.write('=');
            body.writeBytes(value);
            body.write('\n');
        });
        return body.toByteArray();
    }

    /** The length of a record with the digits of the length itself. */
    private static int recordLength(int rest) {
        int length = rest + Integer.toString(rest).length();
        return rest + Integer.toString(length).length();
    }

    private static byte[] paxName(byte[] name) {
        int end = name.length > 0 && name[name.length - 1] == '/' ? name.length - 1 : name.length;
        int start = end;
        while (start > 0 && name[start - 1] != '/' && end - start < NAME_BYTES_OF_PAX) {
            start--;
        }
        byte[] prefix = "PaxHeaders.0/".getBytes(StandardCharsets.US_ASCII);
        byte[] paxName = java.util.Arrays.copyOf(prefix, prefix.length + end - start);
        System.arraycopy(end == 0 ? NONE : name, start, paxName, prefix.length, end - start);
        return paxName;
    }
}
