package dev.jbuild.core.step;

import dev.jbuild.core.context.LayeredSource;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

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
        for (User user : users()) {
            if (user.name().equals(name)) {
                return Optional.of(user);
            }
        }
        return Optional.empty();
    }

    Optional<User> userByUid(long uid) throws IOException {
        for (User user : users()) {
            if (user.uid() == uid) {
                return Optional.of(user);
            }
        }
        return Optional.empty();
    }

    Optional<Long> groupByName(String name) throws IOException {
        for (String[] fields : lines(GROUP, 3)) {
            if (fields[0].equals(name) && isId(fields[2])) {
                return Optional.of(Long.parseLong(fields[2]));
            }
        }
        return Optional.empty();
    }

    /** The groups that list this user as a member. */
    TreeSet<Long> groupsOf(String user) throws IOException {
        TreeSet<Long> gids = new TreeSet<>();
        for (String[] fields : lines(GROUP, 4)) {
            if (isId(fields[2]) && List.of(fields[3].split(",")).contains(user)) {
                gids.add(Long.parseLong(fields[2]));
            }
        }
        return gids;
    }

    private List<User> users() throws IOException {
        List<User> users = new ArrayList<>();
        for (String[] fields : lines(PASSWD, 4)) {
            if (isId(fields[2]) && isId(fields[3])) {
                String home = fields.length > 5 ? fields[5] : "";
                users.add(new User(fields[0], Long.parseLong(fields[2]), Long.parseLong(fields[3]), home));
            }
        }
        return users;
    }

    /** The fields of the lines that have at least so many. */
    private List<String[]> lines(TreePath file, int fields) throws IOException {
        List<String[]> lines = new ArrayList<>();
        BufferedReader reader = new BufferedReader(new StringReader(read(file)));
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            String[] parts = line.split(":", -1);
            if (parts.length >= fields) {
                lines.add(parts);
            }
        }
        return lines;
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
        if (field.isEmpty() || field.length() > 10) {
            return false;
        }
        for (int i = 0; i < field.length(); i++) {
            if (field.charAt(i) < '0' || field.charAt(i) > '9') {
                return false;
            }
        }
        return Long.parseLong(field) <= 0xfffffffeL;
    }
}
