package dev.jbuild.core.layer;

import dev.jbuild.core.file.WritableRootDirectory;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.tree.Attributes;
import dev.jbuild.core.tree.LayerEntry;
import dev.jbuild.core.tree.LayerEntry.Present;
import dev.jbuild.core.tree.LayerIndex;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the directory form of a layer, to be a lower directory of an overlay: whiteouts are 0/0 devices, opaque directories carry
 * a mark. Names and types come from the verified index alone, bytes from the tar, which is verified as a whole and need not be
 * stored uncompressed. What the layer leaves to those below, implied directories and links, comes from their tree. Thread-safe.
 */
public final class LayerUnpacker {
    private final LayerContents contents;
    private final FormRights rights;

    public LayerUnpacker(LayerContents contents, FormRights rights) {
        this.contents = contents;
        this.rights = rights;
    }

    /**
     * Fills an empty directory. Does not close it. After an exception the directory is to be thrown away.
     *
     * @param below the tree of the layers below
     */
    public void unpack(DiffId layer, LayerIndex index, Tree below, WritableRootDirectory target) throws IOException {
        new Unpacking(layer, index, below, new FormWriter(target, rights)).run();
    }

    /** One layer on its way. */
    private final class Unpacking {
        private final DiffId layer;
        private final List<LayerEntry> entries;
        private final Tree below;
        private final FormWriter writer;
        private final List<Integer> files = new ArrayList<>(); // with bytes in the tar
        private final List<Integer> moreNames = new ArrayList<>();
        private final Map<Integer, TreePath> firstNames = new HashMap<>(); // by link group
        private final Map<TreePath, TreePath> linksBelow = new HashMap<>(); // target -> first name here

        Unpacking(DiffId layer, LayerIndex index, Tree below, FormWriter writer) {
            this.layer = layer;
            this.entries = index.entries();
            this.below = below;
            this.writer = writer;
        }

        void run() throws IOException {
            for (int number = 0; number < entries.size(); number++) {
                LayerEntry entry = entries.get(number);
                if (entry instanceof Present present) {
                    present(present, number);
                } else if (entry instanceof LayerEntry.Link link) {
                    link(link);
                } else if (entry instanceof LayerEntry.Opaque) {
                    writer.markOpaque(entry.path());
                } else {
                    writer.whiteout(entry.path());
                }
            }
            writer.finishSymlinks();
            fillFiles();
            for (int number : moreNames) {
                Present present = (Present) entries.get(number);
                writer.link(firstNames.get(present.linkGroup()), present.path());
            }
            finishDirectories();
        }

        private void present(Present present, int number) throws IOException {
            TreePath path = present.path();
            TreeEntry entry = present.entry();
            if (entry instanceof TreeEntry.Directory) {
                writer.makeDirectory(path);
            } else if (entry instanceof TreeEntry.Symlink link) {
                writer.symlink(path, link);
            } else if (entry instanceof TreeEntry.Special special) {
                writer.special(path, special);
            } else if (present.linkGroup() != 0 && firstNames.putIfAbsent(present.linkGroup(), path) != null) {
                moreNames.add(number);
            } else if (((TreeEntry.RegularFile) entry).sizeBytes() == 0) {
                writer.file(path, entry.attributes(), InputStream.nullInputStream());
            } else {
                files.add(number);
            }
        }

        private void link(LayerEntry.Link link) throws IOException {
            TreePath first = linksBelow.putIfAbsent(link.target(), link.path());
            if (first != null) {
                writer.link(first, link.path());
                return;
            }
            TreeEntry entry = below.get(link.target())
                    .orElseThrow(() -> new InvalidArchiveException(
                            "hard link \"" + link.path() + "\" to \"" + link.target() + "\", which is not there"));
            if (entry instanceof TreeEntry.RegularFile file) {
                try (InputStream bytes = contents.open(below, link.target())) {
                    writer.file(link.path(), file.attributes(), bytes);
                }
            } else {
                present(new Present(link.path(), entry), -1);
                writer.finishSymlinks(); // as it may get another name
            }
        }

        /** In the order in which they lie in the tar, which is read once and to its end. */
        private void fillFiles() throws IOException {
            if (files.isEmpty()) {
                return;
            }
            files.sort((one, other) ->
                    Long.compare(start((Present) entries.get(one)), start((Present) entries.get(other))));
            try (InputStream stream = contents.streamTar(layer)) {
                TarInput tar = new TarInput(stream, null, Long.MAX_VALUE);
                for (int number : files) {
                    fill((Present) entries.get(number), tar);
                }
                tar.drain(Long.MAX_VALUE);
            }
        }

        private static long start(Present file) {
            return file.offset() >= 0 ? file.offset() : Present.sparseOffset(file.offset());
        }

        private void fill(Present file, TarInput tar) throws IOException {
            long gap = start(file) - tar.position();
            if (gap < 0) {
                throw new InvalidArchiveException("two files of the layer share their bytes");
            }
            tar.skip(gap, null);
            TreeEntry.RegularFile entry = (TreeEntry.RegularFile) file.entry();
            if (file.offset() >= 0) {
                writer.file(file.path(), entry.attributes(), new TarContent(tar, entry.sizeBytes()));
                return;
            }
            TarReader reader = new TarReader(tar, TarReader.Names.PLAIN, TarLimits.DEFAULT);
            if (reader.next().isEmpty()) {
                throw new InvalidArchiveException("a layer without the sparse file that its index names");
            }
            writer.file(file.path(), entry.attributes(), reader.content());
        }

        /** From the deepest up, as what is made in a directory changes its time. */
        private void finishDirectories() throws IOException {
            boolean root = false;
            for (int number = entries.size() - 1; number >= 0; number--) {
                if (entries.get(number) instanceof Present present
                        && present.entry() instanceof TreeEntry.Directory directory) {
                    writer.finishDirectory(present.path(), merged(present, directory));
                    root |= present.path().isRoot();
                }
            }
            if (!root) {
                writer.finishDirectory(
                        TreePath.ROOT, below.get(TreePath.ROOT).orElseThrow().attributes());
            }
        }

        private Attributes merged(Present present, TreeEntry.Directory directory) {
            return present.origin() == LayerEntry.Origin.NAMED
                    ? directory.attributes()
                    : below.get(present.path())
                            .filter(TreeEntry.Directory.class::isInstance)
                            .map(TreeEntry::attributes)
                            .orElse(directory.attributes());
        }
    }
}
