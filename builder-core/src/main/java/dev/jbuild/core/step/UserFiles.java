package dev.jbuild.core.step;

import dev.jbuild.core.context.LayeredSource;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * /etc/passwd and /etc/group of a rootfs, links followed inside it. Lines that are not as they should be are passed over, as libc does;
 * a missing file is as an empty one. Thread-safe.
 */
final class UserFiles {
    private static final TreePath PASSWD = TreePath.of("etc/passwd");
    private static final TreePath GROUP = TreePath.of("etc/group");
    private static final long MAX_BYTES = 16 * 1024 * 1024; // 16 MiB

    private final Tree rootFs;
    private final LayeredSource.Bytes bytes;

    UserFiles(Tree rootFs, LayeredSource.Bytes bytes) {
        this.rootFs = rootFs;
        this.bytes = bytes;
    }

    /** A text that is the same for files of the same content, without reading them. */
    String name() {
        return name(PASSWD) + " " + name(GROUP);
    }

    private String name(TreePath path) {
        return rootFs.resolve(path).flatMap(rootFs::get).orElse(null) instanceof TreeEntry.RegularFile file
                ? file.content().hex()
                : "none";
    }

    /** A line of passwd. */
    record User(String name, long uid, long gid, String home) {}

    Optional<User> userByName(String name) throws IOException {
        return users().filter(user -> user.name().equals(name)).findFirst();
    }

    Optional<User> userByUid(long uid) throws IOException {
        return users().filter(user -> user.uid() == uid).findFirst();
    }

    Optional<Long> groupByName(String name) throws IOException {
        return lines(GROUP, 3)
                .filter(fields -> fields[0].equals(name) && isId(fields[2]))
                .map(fields -> Long.parseLong(fields[2]))
                .findFirst();
    }

    /** The groups that list this user as a member. */
    TreeSet<Long> groupsOf(String user) throws IOException {
        TreeSet<Long> gids = new TreeSet<>();
        lines(GROUP, 4)
                .filter(fields ->
                        isId(fields[2]) && List.of(fields[3].split(",")).contains(user))
                .forEach(fields -> gids.add(Long.parseLong(fields[2])));
        return gids;
    }

    private Stream<User> users() throws IOException {
        return lines(PASSWD, 4)
                .filter(fields -> isId(fields[2]) && isId(fields[3]))
                .map(fields -> new User(
                        fields[0],
                        Long.parseLong(fields[2]),
                        Long.parseLong(fields[3]),
                        fields.length > 5 ? fields[5] : ""));
    }

    private Stream<String[]> lines(TreePath file, int fields) throws IOException {
        return read(file).lines().map(line -> line.split(":", -1)).filter(parts -> parts.length >= fields);
    }

    private String read(TreePath path) throws IOException {
        Optional<TreePath> file = rootFs.resolve(path);
        if (file.isEmpty() || !(rootFs.get(file.get()).orElse(null) instanceof TreeEntry.RegularFile regular)) {
            return "";
        }
        if (regular.sizeBytes() > MAX_BYTES) {
            throw BuildException.of(
                    ErrorCode.IMAGE_INVALID,
                    "the image's /%s has %,d bytes, the most is %,d".formatted(path, regular.sizeBytes(), MAX_BYTES));
        }
        try (InputStream in = bytes.open(rootFs, file.get())) {
            return new String(in.readNBytes((int) MAX_BYTES), StandardCharsets.UTF_8);
        }
    }

    private static boolean isId(String field) {
        return !field.isEmpty()
                && field.length() <= 10
                && field.chars().allMatch(c -> c >= '0' && c <= '9')
                && Long.parseLong(field) <= 0xfffffffeL;
    }
}
