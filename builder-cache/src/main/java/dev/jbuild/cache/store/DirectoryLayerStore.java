package dev.jbuild.cache.store;

import dev.jbuild.cache.disk.DamagedFileException;
import dev.jbuild.cache.disk.NewFile;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.store.DirectoryForm;
import dev.jbuild.core.store.LayerStore;
import dev.jbuild.core.store.Lease;
import dev.jbuild.core.tree.LayerIndex;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Layers as directories named by their diffIDs. Thread-safe, and safe among processes. */
public final class DirectoryLayerStore implements LayerStore {
    private final BuildSpace space;
    private final LayerFiles files;
    private final FormFiles forms;
    private final Set<DirectoryForm> checked = ConcurrentHashMap.newKeySet();

    public DirectoryLayerStore(BuildSpace space, BootId boot) {
        this.space = space;
        this.files = new LayerFiles(space);
        this.forms = new FormFiles(space.disk(), boot);
    }

    @Override
    public boolean hasIndex(DiffId layer) throws IOException {
        return look(layer).isPresent();
    }

    @Override
    public Optional<LayerIndex> index(DiffId layer) throws IOException {
        Optional<BasicFileAttributes> file = look(layer);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        Path path = files.index(layer);
        try {
            return Optional.of(IndexCodec.read(space.open(path), file.get().size(), layer));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (DamagedFileException e) {
            space.disk().delete(path);
            return Optional.empty();
        }
    }

    @Override
    public void putIndex(DiffId layer, LayerIndex index) throws IOException {
        space.keep(Lease.Kind.LAYER, layer.digest());
        Path place = files.index(layer);
        try (NewFile file = space.newFile("index")) {
            IndexCodec.write(file.out(), layer, index);
            file.moveTo(place);
        }
        space.durability().written(place);
    }

    @Override
    public List<CompressedLayer> blobs(DiffId layer) throws IOException {
        space.keep(Lease.Kind.LAYER, layer.digest());
        return BlobListCodec.read(space.disk(), files.blobs(layer)).blobs();
    }

    // Appending is safe among processes. A damaged list is written anew from what of it can be read.
    @Override
    public void putBlob(DiffId layer, CompressedLayer blob) throws IOException {
        space.keep(Lease.Kind.LAYER, layer.digest());
        Path place = files.blobs(layer);
        BlobListCodec.BlobList known = BlobListCodec.read(space.disk(), place);
        boolean isNew = !known.blobs().contains(blob);
        if (known.state() == BlobListCodec.State.DAMAGED) {
            try (NewFile file = space.newFile("blobs")) {
                for (CompressedLayer old : known.blobs()) {
                    file.out().write(BlobListCodec.encode(old));
                }
                file.moveTo(place);
            }
        }
        if (isNew) {
            space.disk().makeDirectories(place.getParent());
            try (OutputStream out = space.disk().append(place)) {
                out.write(BlobListCodec.encode(blob));
            }
        }
        space.durability().written(place);
    }

    @Override
    public Optional<Path> directory(DirectoryForm form) throws IOException {
        Path place = files.form(form.layer(), form.tag());
        if (space.look(Lease.Kind.LAYER, form.layer(), place).isEmpty()) {
            return Optional.empty();
        }
        if (!checked.contains(form)) {
            if (!forms.isIntact(place)) {
                discard(place);
                return Optional.empty();
            }
            checked.add(form);
        }
        return Optional.of(FormFiles.root(place));
    }

    @Override
    public NewDirectory newDirectory(DirectoryForm form) throws IOException {
        space.keep(Lease.Kind.LAYER, form.layer());
        Path temporary = space.temporary("form");
        space.disk().makeDirectories(FormFiles.root(temporary));
        return new NewForm(form, temporary);
    }

    @Override
    public long directoryBytes(Digest layer) throws IOException {
        long bytes = 0;
        for (Path form : files.forms(layer)) {
            bytes += space.disk().usedBytes(FormFiles.root(form));
        }
        return bytes;
    }

    @Override
    public Path scratch(String purpose) throws IOException {
        Path path = space.temporary(purpose);
        space.disk().makeDirectories(path);
        return path;
    }

    private Optional<BasicFileAttributes> look(DiffId layer) throws IOException {
        return space.look(Lease.Kind.LAYER, layer.digest(), files.index(layer));
    }

    /** Takes a broken form out of sight first, so that nobody meets half of it. */
    private void discard(Path place) throws IOException {
        Path doomed = space.temporary("broken");
        space.disk().makeDirectories(doomed.getParent());
        try {
            space.disk().rename(place, doomed);
        } catch (NoSuchFileException e) {
            return; // another build did it
        }
        space.disk().deleteTree(doomed);
    }

    private final class NewForm implements NewDirectory {
        private final DirectoryForm form;
        private final Path temporary;
        private boolean sealed;

        NewForm(DirectoryForm form, Path temporary) {
            this.form = form;
            this.temporary = temporary;
        }

        @Override
        public Path path() {
            return FormFiles.root(temporary);
        }

        @Override
        public void adopt(Path directory) throws IOException {
            space.disk().rename(directory, path());
        }

        @Override
        public void seal() throws IOException {
            if (!sealed) {
                forms.seal(temporary, form.tag());
                sealed = true;
            }
        }

        @Override
        public Path commit() throws IOException {
            return commitAs(form);
        }

        @Override
        public Path commitAs(DirectoryForm name) throws IOException {
            seal();
            Path place = files.form(name.layer(), name.tag());
            space.disk().makeDirectories(place.getParent());
            if (directory(name).isEmpty()) {
                try {
                    space.disk().rename(temporary, place);
                } catch (java.nio.file.FileSystemException e) {
                    if (space.disk().stat(place).isEmpty()) {
                        throw e;
                    }
                    // Another build was first since the look; its form is as good.
                }
                checked.add(name);
            }
            return FormFiles.root(place);
        }

        @Override
        public void close() throws IOException {
            space.disk().deleteTree(temporary);
        }
    }
}
