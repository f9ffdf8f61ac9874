package dev.jbuild.core.context;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.layer.ArchiveSpool;
import dev.jbuild.core.layer.InvalidArchiveException;
import dev.jbuild.core.layer.LayerContents;
import dev.jbuild.core.layer.ReadLayer;
import dev.jbuild.core.layer.TarLimits;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreePath;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** The context {@code -}: what is on standard input is told by its first bytes, an archive or a Dockerfile that comes alone. */
final class InputContext {
    private static final String NAME = "-";
    private static final int BUFFER_BYTES = 64 * 1024; // 64 KiB

    private final BuildStore store;
    private final InputStream in;

    InputContext(BuildStore store, InputStream in) {
        this.store = store;
        this.in = new BufferedInputStream(in, BUFFER_BYTES);
    }

    BuildContext open(DockerfileLocation dockerfile) throws IOException {
        in.mark(ArchiveSpool.HEAD_BYTES);
        byte[] head = in.readNBytes(ArchiveSpool.HEAD_BYTES);
        in.reset();
        return ArchiveSpool.isArchive(head) ? archive(dockerfile) : alone(dockerfile, head);
    }

    private BuildContext alone(DockerfileLocation dockerfile, byte[] head) throws IOException {
        if (dockerfile instanceof DockerfileLocation.Named named) {
            throw BuildException.of(
                            ErrorCode.USAGE,
                            "got a Dockerfile on standard input and -f \"%s\", want one of them"
                                    .formatted(named.written()))
                    .withHint("leave out -f, or send an archive: tar c . | jbuild -f " + named.written() + " -");
        }
        if (dockerfile instanceof DockerfileLocation.Given given) {
            return new BuildContext(NAME, given.text(), new EmptySource(), IgnoreRules.NONE, List.of());
        }
        if (head.length == 0) {
            throw BuildException.of(
                            ErrorCode.DOCKERFILE_MISSING, "standard input is empty: want a Dockerfile or an archive")
                    .withHint("send one: jbuild - < Dockerfile");
        }
        DockerfileText text = new DockerfileText("Dockerfile", ContextFiles.read(in, "standard input"));
        return new BuildContext(NAME, text, new EmptySource(), IgnoreRules.NONE, List.of());
    }

    private BuildContext archive(DockerfileLocation dockerfile) throws IOException {
        SourceTree files = spooled();
        DockerfileText text = text(files, dockerfile);
        IgnoreRules rules = dockerfile instanceof DockerfileLocation.Named
                ? ContextFiles.rulesFor(files, TreePath.clean(text.name()))
                : ContextFiles.rulesFor(files, TreePath.of(text.name()));
        return new BuildContext(NAME, text, files, rules, List.of());
    }

    private static DockerfileText text(SourceTree files, DockerfileLocation dockerfile) throws IOException {
        if (dockerfile instanceof DockerfileLocation.Given given) {
            return given.text();
        }
        if (dockerfile instanceof DockerfileLocation.Named named) {
            String name = named.written();
            return ContextFiles.read(files, TreePath.clean(name), name)
                    .map(bytes -> new DockerfileText(name, bytes))
                    .orElseThrow(() -> BuildException.of(
                                    ErrorCode.DOCKERFILE_MISSING, "the archive has no file \"%s\"".formatted(name))
                            .withHint("give -f a path inside the archive"));
        }
        return ContextFiles.dockerfile(files)
                .orElseThrow(() -> BuildException.of(
                                ErrorCode.DOCKERFILE_MISSING, "the archive has no Dockerfile at its top")
                        .withHint("name it with -f FILE, a path inside the archive"));
    }

    private SourceTree spooled() throws IOException {
        try {
            ReadLayer archive = ArchiveSpool.spool(in, store.blobs(), TarLimits.DEFAULT);
            Tree tree = Tree.EMPTY.apply(archive.diffId(), archive.index());
            LayerContents contents = new LayerContents(store.blobs(), store.layers());
            return new LayeredSource(tree, contents::open, LayeredSource.Owners.ROOT);
        } catch (InvalidArchiveException e) {
            throw BuildException.of(ErrorCode.ARCHIVE_INVALID, "the build context on standard input: " + e.getMessage())
                    .withHint("send a tar, plain or compressed with gzip, bzip2, xz or zstd")
                    .withCause(e);
        }
    }
}
