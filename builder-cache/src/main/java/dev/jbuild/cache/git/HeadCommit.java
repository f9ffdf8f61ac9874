package dev.jbuild.cache.git;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.InflaterInputStream;

/**
 * The commit that a checkout on this machine stands at: which one it is, and its time. Reads what lies in {@code .git} and nothing else: no
 * configuration of the user or the machine, no program. Used by one thread.
 *
 * @see <a href="https://git-scm.com/docs/gitrepository-layout">gitrepository-layout</a>
 */
public final class HeadCommit {
    private static final int MOST_BYTES = 16 * 1024 * 1024; // 16 MiB: of a commit, of packed-refs
    private static final int MOST_HOPS = 8; // from one reference, or one store of objects, to the next
    private static final String REFERENCE = "ref: ";

    private final Path directory; // .git, or that of a worktree
    private final Path common;

    private HeadCommit(Path directory, Path common) {
        this.directory = directory;
        this.common = common;
    }

    /** The committer's time of the commit that a directory, or one above it, was checked out from; empty when there is none. */
    public static Optional<Instant> time(Path checkout) throws IOException {
        Optional<Path> directory = find(checkout.toRealPath());
        if (directory.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> common = text(directory.get().resolve("commondir"));
        Path shared = common.isPresent() ? directory.get().resolve(common.get()) : directory.get();
        return new HeadCommit(directory.get(), shared).time();
    }

    private static Optional<Path> find(Path checkout) throws IOException {
        for (Path at = checkout; at != null; at = at.getParent()) {
            Path git = at.resolve(".git");
            if (Files.isDirectory(git)) {
                return Optional.of(git);
            }
            Optional<String> elsewhere = text(git); // of a worktree or a submodule
            if (elsewhere.isPresent() && elsewhere.get().startsWith("gitdir: ")) {
                return Optional.of(at.resolve(elsewhere.get().substring("gitdir: ".length())));
            }
        }
        return Optional.empty();
    }

    private Optional<Instant> time() throws IOException {
        Optional<String> id = resolve("HEAD", 0);
        if (id.isEmpty()) {
            return Optional.empty(); // nothing was committed yet
        }
        return Optional.of(committed(commit(id.get())));
    }

    private Optional<String> resolve(String name, int hops) throws IOException {
        Optional<String> text = text(directory.resolve(name));
        text = text.isPresent() ? text : text(common.resolve(name));
        String value = text.isPresent() ? text.get() : packed(name).orElse("");
        if (!value.startsWith(REFERENCE)) {
            return value.isEmpty() ? Optional.empty() : Optional.of(id(value));
        }
        String next = value.substring(REFERENCE.length());
        if (!next.startsWith("refs/") || next.contains("..") || hops == MOST_HOPS) {
            throw new IOException("got reference \"" + next + "\" in \"" + directory + "\", want one below refs/");
        }
        return resolve(next, hops + 1);
    }

    private Optional<String> packed(String name) throws IOException {
        for (String line : text(common.resolve("packed-refs")).orElse("").split("\n")) {
            if (line.endsWith(" " + name)) {
                return Optional.of(line.substring(0, line.length() - name.length() - 1));
            }
        }
        return Optional.empty();
    }

    private static String id(String text) throws IOException {
        if (!text.matches("[0-9a-f]{40}|[0-9a-f]{64}")) {
            throw new IOException("got commit \"" + text + "\", want 40 or 64 hex characters");
        }
        return text;
    }

    private byte[] commit(String id) throws IOException {
        List<Path> stores = new ArrayList<>(List.of(common.resolve("objects")));
        for (int i = 0; i < stores.size() && i <= MOST_HOPS; i++) {
            Optional<byte[]> found = loose(stores.get(i), id);
            if (found.isEmpty()) {
                found = PackedObjects.in(stores.get(i), id);
            }
            if (found.isPresent()) {
                return found.get();
            }
            for (String other :
                    text(stores.get(i).resolve("info/alternates")).orElse("").split("\n")) {
                if (!other.isBlank()) {
                    stores.add(stores.get(i).resolve(other));
                }
            }
        }
        throw new IOException("commit " + id + " is not in \"" + common + "\"");
    }

    private static Optional<byte[]> loose(Path objects, String id) throws IOException {
        Path file = objects.resolve(id.substring(0, 2)).resolve(id.substring(2));
        try (InputStream in = new InflaterInputStream(Files.newInputStream(file))) {
            byte[] object = in.readNBytes(MOST_BYTES);
            int end = 0;
            while (end < object.length && object[end] != 0) {
                end++;
            }
            return Optional.of(java.util.Arrays.copyOfRange(object, Math.min(end + 1, object.length), object.length));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** From a line like {@code committer A U Thor <a@example.org> 1750000000 +0200}. */
    private static Instant committed(byte[] commit) throws IOException {
        String text = new String(commit, StandardCharsets.ISO_8859_1);
        for (String line : text.substring(0, Math.max(0, text.indexOf("\n\n"))).split("\n")) {
            String[] words = line.split(" ");
            if (words[0].equals("committer") && words.length > 2) {
                try {
                    return Instant.ofEpochSecond(Long.parseLong(words[words.length - 2]));
                } catch (NumberFormatException | java.time.DateTimeException e) {
                    throw new IOException("got a commit of time \"" + words[words.length - 2] + "\", want a number", e);
                }
            }
        }
        throw new IOException("got a commit without a committer");
    }

    private static Optional<String> text(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES);
            return Optional.of(new String(bytes, StandardCharsets.UTF_8).strip());
        }
    }

    /** What so many bytes of zlib's format inflate to. */
    static byte[] inflate(InputStream in, int sizeBytes) throws IOException {
        if (sizeBytes > MOST_BYTES) {
            throw new IOException("got an object of " + sizeBytes + " bytes, the most is " + MOST_BYTES);
        }
        byte[] bytes = new InflaterInputStream(in).readNBytes(sizeBytes);
        if (bytes.length < sizeBytes) {
            throw new IOException("got an object that ends early");
        }
        return bytes;
    }

    /** The object that a delta makes of another. */
    static byte[] patched(byte[] base, byte[] delta) throws IOException {
        ByteArrayInputStream in = new ByteArrayInputStream(delta);
        long from = PackedObjects.size(in);
        long to = PackedObjects.size(in);
        if (from != base.length || to > MOST_BYTES) {
            throw new IOException("got a delta of an object of " + from + " bytes, want " + base.length);
        }
        byte[] made = new byte[(int) to];
        int at = 0;
        for (int op = in.read(); op >= 0; op = in.read()) {
            if ((op & 0x80) != 0) {
                long offset = PackedObjects.number(in, op, 4);
                long size = PackedObjects.number(in, op >> 4, 3);
                int length = (int) (size == 0 ? 0x10000 : size);
                if (offset + length > base.length || at + length > made.length) {
                    throw new IOException("got a delta that copies what is not there");
                }
                System.arraycopy(base, (int) offset, made, at, length);
                at += length;
            } else {
                if (op == 0 || in.readNBytes(made, at, Math.min(op, made.length - at)) < op) {
                    throw new IOException("got a delta that ends early");
                }
                at += op;
            }
        }
        return made;
    }
}
