package dev.jbuild.core.image;

import dev.jbuild.core.layer.ArchiveInput;
import dev.jbuild.core.layer.InvalidArchiveException;
import dev.jbuild.core.layer.TarEntry;
import dev.jbuild.core.layer.TarLimits;
import dev.jbuild.core.layer.TarReader;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.MediaType;
import dev.jbuild.core.store.BlobStore;
import dev.jbuild.core.store.BlobWriter;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The files of an image archive, brought into the blob store in one pass: names in the archive to blobs. A blob of an OCI layout
 * must have the digest that its name says. Used by one thread.
 */
final class ArchiveFiles {
    private static final int MAX_LINKS = 8; // docker archives have one link from layer to layer

    private final Map<TreePath, Descriptor> files = new HashMap<>();
    private final Map<TreePath, TreePath> links = new HashMap<>();

    private ArchiveFiles() {}

    /** Reads a tar, compressed or not, to its end; does not close it. */
    static ArchiveFiles read(InputStream archive, BlobStore blobs) throws IOException {
        ArchiveFiles files = new ArchiveFiles();
        TarReader tar = new TarReader(new ArchiveInput(archive), TarReader.Names.PLAIN, TarLimits.DEFAULT);
        for (Optional<TarEntry> next = tar.next(); next.isPresent(); next = tar.next()) {
            files.add(next.get(), tar.content(), blobs);
        }
        if (!tar.endedWithMark()) {
            throw new InvalidArchiveException("the archive is truncated: its end mark is missing");
        }
        return files;
    }

    private void add(TarEntry entry, InputStream content, BlobStore blobs) throws IOException {
        switch (entry.type()) {
            case REGULAR -> files.put(entry.path(), store(entry, content, blobs));
            case HARD_LINK -> links.put(entry.path(), entry.linkTarget());
            case SYMLINK -> links.put(entry.path(), linkTarget(entry));
            default -> {} // directories and whatever else stands in an archive mean nothing
        }
    }

    private static TreePath linkTarget(TarEntry link) {
        String target = new String(link.target(), java.nio.charset.StandardCharsets.UTF_8);
        return target.startsWith("/")
                ? TreePath.clean(target)
                : TreePath.clean(link.path().parent() + "/" + target);
    }

    private static Descriptor store(TarEntry entry, InputStream content, BlobStore blobs) throws IOException {
        try (BlobWriter writer = blobs.create()) {
            content.transferTo(writer);
            Digest digest = writer.commit();
            Optional<Digest> named = digestInName(entry.path());
            if (named.isPresent() && !named.get().equals(digest)) {
                throw new InvalidArchiveException("got a blob of digest %s, want %s".formatted(digest, named.get()));
            }
            return new Descriptor(new MediaType("application/octet-stream"), digest, entry.sizeBytes());
        }
    }

    private static Optional<Digest> digestInName(TreePath path) throws InvalidArchiveException {
        String name = path.toString();
        if (!name.startsWith("blobs/sha256/")) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Digest(Digest.Algorithm.SHA256, name.substring("blobs/sha256/".length())));
        } catch (IllegalArgumentException e) {
            throw new InvalidArchiveException("got the name \"" + name + "\", want a digest", e);
        }
    }

    /** The blob of a name in the archive, links followed; its media type says nothing. */
    Optional<Descriptor> find(String name) {
        TreePath path = TreePath.clean(name);
        for (int i = 0; i < MAX_LINKS && links.containsKey(path); i++) {
            path = links.get(path);
        }
        return Optional.ofNullable(files.get(path));
    }

    Descriptor get(String name) throws InvalidArchiveException {
        return find(name).orElseThrow(() -> new InvalidArchiveException("the archive has no file \"" + name + "\""));
    }
}
