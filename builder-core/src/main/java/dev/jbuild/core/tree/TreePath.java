package dev.jbuild.core.tree;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A path inside an image, a layer or a context: bytes, relative to the root, without {@code .}, {@code ..}, empty components or
 * NUL. The root itself is {@link #ROOT}. Ordered component by component by unsigned byte, so that a directory comes right before
 * what is in it.
 */
public final class TreePath implements Comparable<TreePath> {
    /** The root; it has no components. */
    public static final TreePath ROOT = new TreePath(new byte[0]);

    private static final int MAX_BYTES = 4096; // PATH_MAX
    private static final int MAX_NAME_BYTES = 255; // NAME_MAX

    private final byte[] bytes;
    private int hash;

    private TreePath(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Reads slash-separated components. Leading, trailing and doubled slashes and {@code .} are dropped; {@code ..}, NUL and what
     * is too long for Linux throw IllegalArgumentException.
     */
    public static TreePath of(byte[] raw) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(raw.length);
        int start = 0;
        for (int i = 0; i <= raw.length; i++) {
            if (i < raw.length && raw[i] == 0) {
                throw new IllegalArgumentException("a path with a NUL byte");
            }
            if (i == raw.length || raw[i] == '/') {
                appendComponent(out, raw, start, i - start);
                start = i + 1;
            }
        }
        if (out.size() >= MAX_BYTES) {
            throw new IllegalArgumentException("a path of " + out.size() + " bytes, the most is " + (MAX_BYTES - 1));
        }
        return out.size() == 0 ? ROOT : new TreePath(out.toByteArray());
    }

    /** A path of one component, of these bytes, which must not be changed any more; what is none throws IllegalArgumentException. */
    public static TreePath ofName(byte[] name) {
        boolean dots = name.length == 0 || name[0] == '.' && (name.length == 1 || name.length == 2 && name[1] == '.');
        if (dots || name.length > MAX_NAME_BYTES) {
            throw new IllegalArgumentException(
                    "got a file name of %d bytes: \"%s\"".formatted(name.length, display(name)));
        }
        for (byte b : name) {
            if (b == 0 || b == '/') {
                throw new IllegalArgumentException("a file name with NUL or a slash");
            }
        }
        return new TreePath(name);
    }

    /** {@link #of(byte[])} of the UTF-8 form. */
    public static TreePath of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether {@link #of(String)} takes it. */
    public static boolean isPath(String text) {
        try {
            of(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * As {@link #of(String)}, but {@code ..} is resolved by dropping the component before it and stops at the root, as
     * {@code path.Clean("/" + text)} does.
     */
    public static TreePath clean(String text) {
        if (!text.contains("..")) {
            return of(text);
        }
        List<String> kept = new ArrayList<>();
        for (String part : text.split("/")) {
            if (part.equals("..")) {
                if (!kept.isEmpty()) {
                    kept.remove(kept.size() - 1);
                }
            } else {
                kept.add(part);
            }
        }
        return of(String.join("/", kept));
    }

    /** A path of bytes that are known to be clean; they are not copied. */
    static TreePath ofClean(byte[] clean) {
        return clean.length == 0 ? ROOT : new TreePath(clean);
    }

    private static void appendComponent(ByteArrayOutputStream out, byte[] raw, int start, int length) {
        if (length == 0 || length == 1 && raw[start] == '.') {
            return;
        }
        if (length == 2 && raw[start] == '.' && raw[start + 1] == '.') {
            throw new IllegalArgumentException("a path with \"..\": \"" + display(raw) + "\"");
        }
        if (length > MAX_NAME_BYTES) {
            throw new IllegalArgumentException("a file name of " + length + " bytes, the most is " + MAX_NAME_BYTES);
        }
        if (out.size() > 0) {
            out.write('/');
        }
        out.write(raw, start, length);
    }

    public boolean isRoot() {
        return bytes.length == 0;
    }

    /** The path without its last component; the root has none and throws IllegalStateException. */
    public TreePath parent() {
        if (isRoot()) {
            throw new IllegalStateException("the root has no parent");
        }
        int slash = lastSlash();
        return slash < 0 ? ROOT : new TreePath(Arrays.copyOf(bytes, slash));
    }

    /** The last component, as a path of one. */
    public TreePath name() {
        int slash = lastSlash();
        return slash < 0 ? this : new TreePath(Arrays.copyOfRange(bytes, slash + 1, bytes.length));
    }

    /** This path followed by the other's components. */
    public TreePath resolve(TreePath other) {
        if (isRoot()) {
            return other;
        }
        if (other.isRoot()) {
            return this;
        }
        byte[] joined = Arrays.copyOf(bytes, bytes.length + 1 + other.bytes.length);
        joined[bytes.length] = '/';
        System.arraycopy(other.bytes, 0, joined, bytes.length + 1, other.bytes.length);
        if (joined.length >= MAX_BYTES) {
            throw new IllegalArgumentException("a path of " + joined.length + " bytes, the most is " + (MAX_BYTES - 1));
        }
        return new TreePath(joined);
    }

    /** {@link #resolve(TreePath)} of the text read by {@link #of(String)}. */
    public TreePath resolve(String other) {
        return resolve(of(other));
    }

    /** True when this is the other or lies below it; everything starts with the root. */
    public boolean startsWith(TreePath other) {
        if (other.isRoot()) {
            return true;
        }
        int length = other.bytes.length;
        return bytes.length >= length
                && Arrays.equals(bytes, 0, length, other.bytes, 0, length)
                && (bytes.length == length || bytes[length] == '/');
    }

    /** What is left of this path below an ancestor (or itself: then the root). */
    public TreePath relativeTo(TreePath ancestor) {
        if (!startsWith(ancestor)) {
            throw new IllegalArgumentException("\"" + this + "\" is not below \"" + ancestor + "\"");
        }
        if (ancestor.isRoot()) {
            return this;
        }
        return bytes.length == ancestor.bytes.length
                ? ROOT
                : new TreePath(Arrays.copyOfRange(bytes, ancestor.bytes.length + 1, bytes.length));
    }

    /** The components in order, each as a path of one; empty for the root. */
    public List<TreePath> components() {
        List<TreePath> parts = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= bytes.length; i++) {
            if (i == bytes.length || bytes[i] == '/') {
                if (i > start) {
                    parts.add(new TreePath(Arrays.copyOfRange(bytes, start, i)));
                }
                start = i + 1;
            }
        }
        return parts;
    }

    /** The number of components. */
    public int depth() {
        if (isRoot()) {
            return 0;
        }
        int depth = 1;
        for (byte b : bytes) {
            if (b == '/') {
                depth++;
            }
        }
        return depth;
    }

    /** What is below an ancestor (or the ancestor itself), below another one: {@code to.resolve(relativeTo(ancestor))}. */
    public TreePath moved(TreePath ancestor, TreePath to) {
        return ancestor.equals(to) && startsWith(ancestor) ? this : to.resolve(relativeTo(ancestor));
    }

    /** True for a path right below this one, which is its {@link #parent}. */
    public boolean isParentOf(TreePath child) {
        int slash = child.lastSlash();
        return slash < 0
                ? isRoot() && !child.isRoot()
                : slash == bytes.length && Arrays.equals(bytes, 0, slash, child.bytes, 0, slash);
    }

    /** True for a path that comes behind this one, and in the same directory. */
    boolean isFollowedBySibling(TreePath other) {
        byte[] after = other.bytes;
        int differs = Arrays.mismatch(bytes, after);
        if (differs < 0
                || differs == after.length
                || differs < bytes.length && (bytes[differs] & 0xff) > (after[differs] & 0xff)) {
            return false;
        }
        return lastSlash() < differs && other.lastSlash() < differs;
    }

    /** The number of bytes that {@link #toBytes} has. */
    public int length() {
        return bytes.length;
    }

    /** Copies the bytes into an array. */
    public void copyTo(byte[] into, int at) {
        System.arraycopy(bytes, 0, into, at, bytes.length);
    }

    /** The bytes of the last component. */
    byte[] nameBytes() {
        return Arrays.copyOfRange(bytes, lastSlash() + 1, bytes.length);
    }

    /** A copy of the bytes, without a leading slash. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    /** True when the last component starts with these characters. */
    public boolean nameStartsWith(String ascii) {
        int start = lastSlash() + 1;
        if (bytes.length - start < ascii.length()) {
            return false;
        }
        for (int i = 0; i < ascii.length(); i++) {
            if (bytes[start + i] != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Component by component: a separator sorts before every other byte. */
    @Override
    public int compareTo(TreePath other) {
        return compare(bytes, 0, bytes.length, other.bytes, 0, other.bytes.length);
    }

    /** {@link #compareTo} of clean paths that lie in larger arrays. */
    static int compare(byte[] left, int leftStart, int leftLength, byte[] right, int rightStart, int rightLength) {
        int length = Math.min(leftLength, rightLength);
        int i = Arrays.mismatch(left, leftStart, leftStart + length, right, rightStart, rightStart + length);
        if (i < 0) {
            return Integer.compare(leftLength, rightLength);
        }
        return Integer.compare(rank(left[leftStart + i]), rank(right[rightStart + i]));
    }

    private static int rank(byte b) {
        return b == '/' ? -1 : b & 0xff;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TreePath path && Arrays.equals(bytes, path.bytes);
    }

    /** That of the bytes, as {@link Arrays#hashCode(byte[])} gives it. */
    @Override
    public int hashCode() {
        if (hash == 0) {
            hash = Arrays.hashCode(bytes);
        }
        return hash;
    }

    /** For people: UTF-8 where the bytes are, else with {@code \xNN} for what is not; the root is empty. */
    @Override
    public String toString() {
        return display(bytes);
    }

    private int lastSlash() {
        for (int i = bytes.length - 1; i >= 0; i--) {
            if (bytes[i] == '/') {
                return i;
            }
        }
        return -1;
    }

    private static String display(byte[] raw) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(raw))
                    .toString();
        } catch (CharacterCodingException e) {
            StringBuilder text = new StringBuilder();
            for (byte b : raw) {
                text.append(b >= 0x20 && b < 0x7f ? String.valueOf((char) b) : "\\x%02x".formatted(b & 0xff));
            }
            return text.toString();
        }
    }
}
