package dev.jbuild.core.step;

import dev.jbuild.core.context.KeptContents;
import dev.jbuild.core.context.LayeredSource;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.layer.ArchiveSpool;
import dev.jbuild.core.layer.InvalidArchiveException;
import dev.jbuild.core.layer.LayerContents;
import dev.jbuild.core.layer.ReadLayer;
import dev.jbuild.core.layer.TarLimits;
import dev.jbuild.core.store.BlobStore;
import dev.jbuild.core.tree.LayerEntry;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** Sources of ADD that are archives: told by their content, indexed, and then read by position. Nothing is unpacked. Thread-safe. */
final class Archives {
    private final BlobStore blobs;
    private final LayerContents contents;

    Archives(BlobStore blobs, LayerContents contents) {
        this.blobs = blobs;
        this.contents = contents;
    }

    /** What is in a match that is a tar, compressed or not; empty for anything else. */
    Optional<Selection> open(Selection selection, Selection.Match match) throws IOException {
        if (match.type() != Selection.Type.FILE || !selection.isRegular(match)) {
            return Optional.empty();
        }
        try (InputStream in = selection.source().tree().open(match.from())) {
            if (!ArchiveSpool.isTar(in)) {
                return Optional.empty();
            }
        }
        ReadLayer archive = spool(selection, match);
        refuseDeletions(archive, match);
        Tree tree = Tree.EMPTY.apply(archive.diffId(), archive.index());
        LayeredSource files = new LayeredSource(tree, contents::open);
        Selection.Source source = new Selection.Source(files, new KeptContents(KeptContents.Room.of(0)));
        Selection.Match all = new Selection.Match(TreePath.ROOT, TreePath.ROOT, Selection.Type.CONTENTS);
        long count = archive.index().entries().size();
        return Optional.of(
                new Selection(source, List.of(all), archive.index(), selection.newestSeconds(), count, true));
    }

    private ReadLayer spool(Selection selection, Selection.Match match) throws IOException {
        try (InputStream in = selection.source().tree().open(match.from())) {
            return ArchiveSpool.spool(in, blobs, TarLimits.DEFAULT);
        } catch (InvalidArchiveException e) {
            throw BuildException.of(
                            ErrorCode.ARCHIVE_INVALID, "archive \"%s\": %s".formatted(match.path(), e.getMessage()))
                    .withHint("copy it as it is with COPY or ADD --unpack=false")
                    .withCause(e);
        }
    }

    private static void refuseDeletions(ReadLayer archive, Selection.Match match) {
        for (LayerEntry entry : archive.index().entries()) {
            if (entry.path().nameStartsWith(".wh.")) {
                throw BuildException.of(
                        ErrorCode.COPY_CONFLICT,
                        "\"%s\" of archive \"%s\" cannot be added: a name that begins with \".wh.\" deletes files in a layer"
                                .formatted(entry.path(), match.path()));
            }
        }
    }
}
