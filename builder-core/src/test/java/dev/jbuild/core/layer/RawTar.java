package dev.jbuild.core.layer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Tars made by hand, field by field, as no honest program makes them. Not related to the writer under test. */
final class RawTar {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** A header block whose fields a test may set as it likes. The checksum is made when it is added. */
    static final class Header {
        private final byte[] block = new byte[512];
        private boolean checksummed = true;

        Header(char type, String name) {
            text(0, name);
            text(100, "0000644\0");
            text(108, "0000000\0");
            text(116, "0000000\0");
            text(124, "00000000000\0");
            text(136, "00000000007\0");
            block[156] = (byte) type;
            text(257, "ustar\00000");
        }

        Header text(int at, String latin1) {
            byte[] bytes = latin1.getBytes(StandardCharsets.ISO_8859_1);
            System.arraycopy(bytes, 0, block, at, bytes.length);
            return this;
        }

        Header size(long size) {
            return text(124, "%011o\0".formatted(size));
        }

        Header mode(int mode) {
            return text(100, "%07o\0".formatted(mode));
        }

        Header target(String target) {
            return text(157, target);
        }

        Header device(int major, int minor) {
            return text(329, "%07o\0".formatted(major)).text(337, "%07o\0".formatted(minor));
        }

        Header magic(String magic) {
            return text(257, magic);
        }

        Header prefix(String prefix) {
            return text(345, prefix);
        }

        Header v7() {
            Arrays.fill(block, 257, 512, (byte) 0);
            return this;
        }

        Header checksum(String field) {
            checksummed = false;
            return text(148, field);
        }

        byte[] bytes() {
            if (checksummed) {
                Arrays.fill(block, 148, 156, (byte) ' ');
                int sum = 0;
                for (byte b : block) {
                    sum += b & 0xff;
                }
                text(148, "%06o\0 ".formatted(sum));
            }
            return block;
        }
    }

    static Header header(char type, String name) {
        return new Header(type, name);
    }

    RawTar add(Header header) {
        out.writeBytes(header.bytes());
        return this;
    }

    RawTar add(Header header, String content) {
        return add(header).content(content.getBytes(StandardCharsets.ISO_8859_1));
    }

    RawTar content(byte[] bytes) {
        out.writeBytes(bytes);
        out.writeBytes(new byte[(512 - bytes.length % 512) % 512]);
        return this;
    }

    RawTar file(String name, String content) {
        return add(header('0', name).size(content.length()), content);
    }

    RawTar directory(String name) {
        return add(header('5', name).mode(0755));
    }

    RawTar symlink(String name, String target) {
        return add(header('2', name).target(target));
    }

    RawTar hardLink(String name, String target) {
        return add(header('1', name).target(target));
    }

    /** A PAX header of records; text is taken byte by byte. */
    RawTar pax(String... keysAndValues) {
        return extension('x', records(keysAndValues));
    }

    RawTar extension(char type, String body) {
        return add(header(type, "ext").size(body.length()), body);
    }

    static String records(String... keysAndValues) {
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            body.append(record(keysAndValues[i], keysAndValues[i + 1]));
        }
        return body.toString();
    }

    static String record(String key, String value) {
        int rest = key.length() + value.length() + 3;
        int length = rest + 1;
        while (rest + Integer.toString(length).length() != length) {
            length = rest + Integer.toString(length).length();
        }
        return length + " " + key + "=" + value + "\n";
    }

    RawTar raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    /** The bytes with the end mark. */
    byte[] end() {
        out.writeBytes(new byte[1024]);
        return out.toByteArray();
    }

    /** The bytes as they are. */
    byte[] cut() {
        return out.toByteArray();
    }
}
