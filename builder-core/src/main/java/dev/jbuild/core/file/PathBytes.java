package dev.jbuild.core.file;

import dev.jbuild.core.tree.TreePath;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Turns bytes into {@link Path} and back without loss, in any locale. Java decodes names by the locale and refuses what does not
 * decode; percent-encoded {@code file:} URIs are the way around it that works on 17 and 25. Plain ASCII, which is the same in every
 * locale, goes the short way.
 */
public final class PathBytes {
    private static final Path NOWHERE = Path.of("/dev/null"); // no directory: what seems to lie below it cannot exist
    private static final String UNRESERVED = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~/";

    private PathBytes() {}

    /** The path below a directory. */
    public static Path under(Path directory, TreePath path) {
        return path.isRoot() ? directory : directory.resolve(relative(path));
    }

    /** A relative path; the root has none and is the empty path. */
    static Path relative(TreePath path) {
        return ofBytes(path.toBytes());
    }

    /** A relative path of these bytes, which have no leading slash. */
    static Path ofBytes(byte[] bytes) {
        if (isAscii(bytes)) {
            return Path.of(new String(bytes, StandardCharsets.US_ASCII));
        }
        StringBuilder uri = new StringBuilder("file:///");
        for (byte b : bytes) {
            if (UNRESERVED.indexOf(b) >= 0) {
                uri.append((char) b);
            } else {
                uri.append('%').append(Character.forDigit(b >> 4 & 15, 16)).append(Character.forDigit(b & 15, 16));
            }
        }
        return Path.of("/").relativize(Path.of(URI.create(uri.toString())));
    }

    /** The bytes of a path's last name. */
    static TreePath name(Path path) {
        return TreePath.of(bytes(path.getFileName()));
    }

    /**
     * The bytes of a path that a directory or a link holds. Of an absolute one that is not ASCII, doubled and trailing slashes
     * are lost.
     */
    public static byte[] bytes(Path path) {
        String text = path.toString();
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        if (encoded.length == text.length()) {
            return encoded; // ASCII: everything else takes more than one byte
        }
        if (!path.isAbsolute()) {
            return decoded(NOWHERE.resolve(path).toUri(), NOWHERE.toString().length() + 1);
        }
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (Path name : path) {
            joined.write('/');
            joined.writeBytes(bytes(name));
        }
        return joined.toByteArray();
    }

    private static byte[] decoded(URI uri, int from) {
        String raw = uri.getRawPath();
        ByteArrayOutputStream out = new ByteArrayOutputStream(raw.length());
        for (int i = from; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                out.write(Character.digit(raw.charAt(i + 1), 16) << 4 | Character.digit(raw.charAt(i + 2), 16));
                i += 2;
            } else {
                out.write(c);
            }
        }
        return out.toByteArray();
    }

    private static boolean isAscii(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }
}
