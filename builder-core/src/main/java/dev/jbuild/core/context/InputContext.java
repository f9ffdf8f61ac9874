package dev.jbuild.core.context;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.layer.Ancestors;
import dev.jbuild.core.layer.ArchiveSpool;
import dev.jbuild.core.layer.InvalidArchiveException;
import dev.jbuild.core.layer.LayerWriter;
import dev.jbuild.core.layer.NewFile;
import dev.jbuild.core.layer.ReadLayer;
import dev.jbuild.core.layer.TarLimits;
import dev.jbuild.core.layer.WrittenLayer;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.tree.Attributes;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreePath;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A context that comes as bytes, from standard input or a URL: an archive or a Dockerfile that comes alone, told by the first of them.
 */
final class InputContext {
    private static final int BUFFER_BYTES = 64 * 1024; // 64 KiB

    private final BuildStore store;
    private final InputStream in;
    private final Place place;
    private @Nullable DiffId spooled;

    /** Where the bytes come from. */
    record Place(String name, String shown) {
        static final Place STANDARD_INPUT = new Place("-", "standard input");

        static Place of(ContextLocation.Download download) {
            return new Place(download.address(), "\"" + download.address() + "\"");
        }
    }

    InputContext(BuildStore store, InputStream in, Place place) {
        this.store = store;
        this.in = new BufferedInputStream(in, BUFFER_BYTES);
        this.place = place;
    }

    BuildContext open(DockerfileLocation dockerfile) throws IOException {
        byte[] head = head();
        return ArchiveSpool.isArchive(head) ? archive().open(dockerfile) : alone(dockerfile, head);
    }

    /** As a context without a Dockerfile: the files of the archive, or this one file. */
    BuildContext openNamed(ContextLocation.Download download) throws IOException {
        return ArchiveSpool.isArchive(head())
                ? archive().openNamed()
                : file(download).openNamed();
    }

    /** The layer that an archive has been read into. */
    Optional<DiffId> spooledIfAny() {
        return Optional.ofNullable(spooled);
    }

    private byte[] head() throws IOException {
        in.mark(ArchiveSpool.HEAD_BYTES);
        byte[] head = in.readNBytes(ArchiveSpool.HEAD_BYTES);
        in.reset();
        return head;
    }

    private BuildContext alone(DockerfileLocation dockerfile, byte[] head) throws IOException {
        if (dockerfile instanceof DockerfileLocation.Named named) {
            throw BuildException.of(
                            ErrorCode.USAGE,
                            "got a Dockerfile on %s and -f \"%s\", want one of them"
                                    .formatted(place.shown, named.written()))
                    .withHint("leave out -f, or send an archive: tar c . | jbuild -f " + named.written() + " -");
        }
        if (dockerfile instanceof DockerfileLocation.Given given) {
            return new BuildContext(place.name, given.text(), new EmptySource(), IgnoreRules.NONE, List.of());
        }
        if (head.length == 0) {
            throw BuildException.of(
                            ErrorCode.DOCKERFILE_MISSING, place.shown + " is empty: want a Dockerfile or an archive")
                    .withHint("send one: jbuild - < Dockerfile");
        }
        DockerfileText text = new DockerfileText("Dockerfile", ContextFiles.read(in, place.shown));
        return new BuildContext(place.name, text, new EmptySource(), IgnoreRules.NONE, List.of());
    }

    private LayeredContext archive() throws IOException {
        try {
            ReadLayer archive = ArchiveSpool.spool(in, store.blobs(), TarLimits.DEFAULT);
            spooled = archive.diffId();
            return LayeredContext.of(place.name, "the archive", store, archive.diffId(), archive.index());
        } catch (InvalidArchiveException e) {
            throw BuildException.of(
                            ErrorCode.ARCHIVE_INVALID, "the build context on " + place.shown + ": " + e.getMessage())
                    .withHint("send a tar, plain or compressed with gzip, bzip2, xz or zstd")
                    .withCause(e);
        }
    }

    /** The one file as ADD would make it. */
    private LayeredContext file(ContextLocation.Download download) throws IOException {
        TreePath name = TreePath.of(download.fileName().isEmpty() ? "context" : download.fileName());
        long sizeBytes = store.blobs().sizeBytes(download.content()).orElseThrow();
        long time = download.lastModified().orElse(Instant.EPOCH).getEpochSecond();
        try (LayerWriter writer = LayerWriter.create(store.blobs(), Ancestors.in(Tree.EMPTY, time))) {
            writer.addFile(new NewFile(name, new Attributes(0600, 0, 0, time), sizeBytes, 0), () -> in);
            WrittenLayer layer = writer.commit();
            return LayeredContext.of(place.name, "the file", store, layer.diffId(), layer.index());
        }
    }
}
