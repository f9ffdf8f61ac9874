package dev.jbuild.core.context;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.file.FileKind;
import dev.jbuild.core.file.FileStat;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** Finds the files of a context that are not for the image: Dockerfile and ignore file. Links are followed inside the context. */
final class ContextFiles {
    /** The largest Dockerfile or ignore file. */
    static final int MAX_BYTES = 16 * 1024 * 1024; // 16 MiB

    static final String IGNORE_FILE = ".dockerignore";
    private static final List<String> DOCKERFILES = List.of("Dockerfile", "dockerfile", "Containerfile");

    private ContextFiles() {}

    /** The Dockerfile that nobody named. */
    static Optional<DockerfileText> dockerfile(SourceTree files) throws IOException {
        for (String name : DOCKERFILES) {
            Optional<byte[]> bytes = read(files, TreePath.of(name), name);
            if (bytes.isPresent()) {
                return Optional.of(new DockerfileText(name, bytes.get()));
            }
        }
        return Optional.empty();
    }

    /** The name of a Dockerfile that is a link and leads to none in the context. */
    static Optional<String> linkToNoDockerfile(SourceTree files) throws IOException {
        for (String name : DOCKERFILES) {
            Optional<FileStat> stat = files.stat(TreePath.of(name));
            if (stat.isPresent() && stat.get().kind() == FileKind.SYMLINK) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }

    /**
     * The ignore rules that go with a Dockerfile of this path in the context: those beside it that have its name, else those of
     * the context.
     */
    static IgnoreRules rulesFor(SourceTree files, TreePath dockerfile) throws IOException {
        Optional<IgnoreRules> own = rulesBeside(files, dockerfile);
        return own.isPresent() ? own.get() : rules(files);
    }

    /** The rules of {@code <Dockerfile>.dockerignore}. */
    static Optional<IgnoreRules> rulesBeside(SourceTree files, TreePath dockerfile) throws IOException {
        TreePath name = ignoreFileOf(dockerfile);
        return read(files, name, name.toString()).map(bytes -> IgnoreRules.parse(name.toString(), bytes));
    }

    /** The rules of {@code .dockerignore}; none when there is none. */
    static IgnoreRules rules(SourceTree files) throws IOException {
        return read(files, TreePath.of(IGNORE_FILE), IGNORE_FILE)
                .map(bytes -> IgnoreRules.parse(IGNORE_FILE, bytes))
                .orElse(IgnoreRules.NONE);
    }

    static TreePath ignoreFileOf(TreePath dockerfile) {
        byte[] name = dockerfile.toBytes();
        byte[] suffix = IGNORE_FILE.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        byte[] joined = java.util.Arrays.copyOf(name, name.length + suffix.length);
        System.arraycopy(suffix, 0, joined, name.length, suffix.length);
        return TreePath.of(joined);
    }

    /** The bytes of a regular file; empty when there is none. */
    static Optional<byte[]> read(SourceTree files, TreePath path, String shown) throws IOException {
        TreePath resolved = files.resolve(path);
        Optional<FileStat> stat = files.stat(resolved);
        if (stat.isEmpty() || stat.get().kind() != FileKind.REGULAR) {
            return Optional.empty();
        }
        try (InputStream in = files.open(resolved)) {
            return Optional.of(read(in, shown));
        }
    }

    /** All of a stream, if it is not too large. */
    static byte[] read(InputStream in, String shown) throws IOException {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw BuildException.of(
                    ErrorCode.DOCKERFILE_INVALID,
                    "\"" + shown + "\" is larger than 16 MiB: this is no file of instructions");
        }
        return bytes;
    }
}
