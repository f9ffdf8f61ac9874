package dev.jbuild.core.layer;

import dev.jbuild.core.tree.TreePath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Names of tar entries as paths: a leading {@code /} and {@code ./} are dropped and {@code ..} takes away what is before it, as
 * Docker does; what would leave the root is refused.
 */
final class TarNames {
    private static final int MAX_TARGET_BYTES = 4095; // of a symbolic link, as Linux
    private static final byte[] WHITEOUT = TarFormat.WHITEOUT.getBytes(StandardCharsets.US_ASCII);
    private static final byte[] WHITEOUT_META = TarFormat.WHITEOUT_META.getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OPAQUE = TarFormat.OPAQUE.getBytes(StandardCharsets.US_ASCII);

    private final List<byte[]> components;

    private TarNames(List<byte[]> components) {
        this.components = components;
    }

    static TarNames of(byte[] name) throws InvalidArchiveException {
        List<byte[]> kept = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= name.length; i++) {
            if (i == name.length || name[i] == '/') {
                add(kept, Arrays.copyOfRange(name, start, i), name);
                start = i + 1;
            }
        }
        return new TarNames(kept);
    }

    private static void add(List<byte[]> kept, byte[] component, byte[] name) throws InvalidArchiveException {
        if (isDots(component, 2)) {
            if (kept.isEmpty()) {
                throw new InvalidArchiveException("the name \"" + shown(name) + "\" leads out of the root");
            }
            kept.remove(kept.size() - 1);
        } else if (component.length > 0 && !isDots(component, 1)) {
            kept.add(component);
        }
    }

    /** The whole name as a path. */
    TreePath path() throws InvalidArchiveException {
        return join(components);
    }

    /** True for {@code .wh..wh..opq}. */
    boolean isOpaqueMark() {
        return Arrays.equals(last(), OPAQUE);
    }

    /** True for what a union file system keeps for itself, other than the opaque mark. */
    boolean isUnionMeta() {
        return components.stream().anyMatch(component -> startsWith(component, WHITEOUT_META)) && !isOpaqueMark();
    }

    boolean isWhiteout() {
        return startsWith(last(), WHITEOUT);
    }

    /** Refuses a directory that has the name of a whiteout. */
    void checkDirectories() throws InvalidArchiveException {
        for (byte[] component : components.subList(0, Math.max(0, components.size() - 1))) {
            if (startsWith(component, WHITEOUT) && !startsWith(component, WHITEOUT_META)) {
                throw new InvalidArchiveException(
                        "a directory with a name of a whiteout, \"" + shown(component) + "\"");
            }
        }
    }

    /** The directory of the last component. */
    TreePath parent() throws InvalidArchiveException {
        return join(components.subList(0, components.size() - 1));
    }

    /** What a whiteout hides. */
    TreePath hidden() throws InvalidArchiveException {
        byte[] name = Arrays.copyOfRange(last(), WHITEOUT.length, last().length);
        if (name.length == 0 || isDots(name, 1) || isDots(name, 2)) {
            throw new InvalidArchiveException("the name \"" + shown(last()) + "\" is a whiteout of no file");
        }
        return parent().resolve(join(List.of(name)));
    }

    /** The target of a symbolic link, any bytes that Linux takes. */
    static byte[] target(byte[] target) throws InvalidArchiveException {
        if (target.length == 0 || target.length > MAX_TARGET_BYTES) {
            throw new InvalidArchiveException(
                    "a symbolic link to a name of " + target.length + " bytes, want 1 to " + MAX_TARGET_BYTES);
        }
        return target;
    }

    private byte[] last() {
        return components.isEmpty() ? new byte[0] : components.get(components.size() - 1);
    }

    private static TreePath join(List<byte[]> components) throws InvalidArchiveException {
        int length = 0;
        for (byte[] component : components) {
            length += component.length + 1;
        }
        byte[] joined = new byte[length];
        int at = 0;
        for (byte[] component : components) {
            System.arraycopy(component, 0, joined, at, component.length);
            at += component.length;
            joined[at++] = '/';
        }
        try {
            return TreePath.of(joined);
        } catch (IllegalArgumentException e) {
            throw new InvalidArchiveException("an entry with a bad name: " + e.getMessage(), e);
        }
    }

    private static boolean startsWith(byte[] name, byte[] prefix) {
        return name.length >= prefix.length && Arrays.equals(name, 0, prefix.length, prefix, 0, prefix.length);
    }

    private static boolean isDots(byte[] name, int count) {
        return name.length == count && name[0] == '.' && name[count - 1] == '.';
    }

    private static String shown(byte[] name) {
        int length = Math.min(name.length, 200);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            int b = name[i] & 0xff;
            text.append(b >= 0x20 && b < 0x7f ? String.valueOf((char) b) : "\\x%02x".formatted(b));
        }
        return text.toString();
    }
}
