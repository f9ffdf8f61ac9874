package dev.jbuild.core.step;

import dev.jbuild.core.context.SourceTree;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.file.FileKind;
import dev.jbuild.core.file.FileStat;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The users and groups of a rootfs, read from its own /etc/passwd and /etc/group, links followed inside. Lines that are not as
 * they should be are passed over, as libc does. In a rootfs without these files there is root all the same. Thread-safe.
 */
final class Accounts {
    private static final TreePath PASSWD = TreePath.of("etc/passwd");
    private static final TreePath GROUP = TreePath.of("etc/group");
    private static final long MAX_BYTES = 16 * 1024 * 1024; // 16 MiB

    private final SourceTree rootFs;

    Accounts(SourceTree rootFs) {
        this.rootFs = rootFs;
    }

    /** A user's number and primary group. */
    Optional<FileOwner> user(String name) throws IOException {
        Optional<String> file = read(PASSWD);
        if (file.isEmpty() && name.equals("root")) {
            return Optional.of(FileOwner.ROOT);
        }
        return file.stream()
                .flatMap(String::lines)
                .map(line -> line.split(":", -1))
                .filter(fields -> fields.length >= 4 && fields[0].equals(name) && isId(fields[2]) && isId(fields[3]))
                .map(fields -> new FileOwner(Long.parseLong(fields[2]), Long.parseLong(fields[3])))
                .findFirst();
    }

    Optional<Long> group(String name) throws IOException {
        Optional<String> file = read(GROUP);
        if (file.isEmpty() && name.equals("root")) {
            return Optional.of(0L);
        }
        return file.stream()
                .flatMap(String::lines)
                .map(line -> line.split(":", -1))
                .filter(fields -> fields.length >= 3 && fields[0].equals(name) && isId(fields[2]))
                .map(fields -> Long.parseLong(fields[2]))
                .findFirst();
    }

    private static boolean isId(String field) {
        return !field.isEmpty()
                && field.length() <= 10
                && field.chars().allMatch(c -> c >= '0' && c <= '9')
                && Long.parseLong(field) <= 0xfffffffeL;
    }

    private Optional<String> read(TreePath path) throws IOException {
        TreePath file = rootFs.resolve(path);
        Optional<FileStat> stat = rootFs.stat(file);
        if (stat.isEmpty() || stat.get().kind() != FileKind.REGULAR) {
            return Optional.empty();
        }
        if (stat.get().sizeBytes() > MAX_BYTES) {
            throw BuildException.of(
                    ErrorCode.IMAGE_INVALID,
                    "the image's /%s has %,d bytes, the most is %,d"
                            .formatted(path, stat.get().sizeBytes(), MAX_BYTES));
        }
        try (InputStream in = rootFs.open(file)) {
            return Optional.of(new String(in.readNBytes((int) MAX_BYTES), StandardCharsets.UTF_8));
        }
    }
}
