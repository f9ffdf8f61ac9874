package dev.jbuild.core.store.fakes;

import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.store.DirectoryForm;
import dev.jbuild.core.store.LayerStore;
import dev.jbuild.core.tree.LayerIndex;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** Layers in maps; directory forms and scratch in a temporary directory, made when first needed. Thread-safe. */
public final class InMemoryLayerStore implements LayerStore, Closeable {
    private final Map<DiffId, LayerIndex> indexes = new ConcurrentHashMap<>();
    private final Map<DiffId, List<CompressedLayer>> blobs = new ConcurrentHashMap<>();
    private final Map<DirectoryForm, Path> forms = new ConcurrentHashMap<>();
    private final Scratch scratch = new Scratch();
    private volatile boolean refusesForms;

    /** From now on whoever wants a directory form has made a mistake. */
    public void refuseForms() {
        refusesForms = true;
    }

    @Override
    public boolean hasIndex(DiffId layer) {
        return indexes.containsKey(layer);
    }

    @Override
    public Optional<LayerIndex> index(DiffId layer) {
        return Optional.ofNullable(indexes.get(layer));
    }

    @Override
    public void putIndex(DiffId layer, LayerIndex index) {
        indexes.put(layer, index);
    }

    @Override
    public List<CompressedLayer> blobs(DiffId layer) {
        return List.copyOf(blobs.getOrDefault(layer, List.of()));
    }

    @Override
    public void putBlob(DiffId layer, CompressedLayer blob) {
        List<CompressedLayer> known = blobs.computeIfAbsent(layer, key -> new CopyOnWriteArrayList<>());
        if (!known.contains(blob)) {
            known.add(blob);
        }
    }

    @Override
    public Optional<Path> directory(DirectoryForm form) {
        return Optional.ofNullable(forms.get(form));
    }

    @Override
    public NewDirectory newDirectory(DirectoryForm form) throws IOException {
        if (refusesForms) {
            throw new AssertionError("a directory form of " + form.layer());
        }
        return new NewForm(form, scratch.directory("form").resolve("root"));
    }

    @Override
    public long directoryBytes(Digest layer) throws IOException {
        long bytes = 0;
        for (Map.Entry<DirectoryForm, Path> form : forms.entrySet()) {
            if (form.getKey().layer().equals(layer)) {
                try (Stream<Path> files = Files.walk(form.getValue())) {
                    for (Path file : files.filter(Files::isRegularFile).toList()) {
                        bytes += Files.size(file);
                    }
                }
            }
        }
        return bytes;
    }

    @Override
    public Path scratch(String purpose) throws IOException {
        return scratch.directory(purpose);
    }

    /** Forgets everything of a layer, as a collection would. */
    public void delete(DiffId layer) {
        indexes.remove(layer);
        blobs.remove(layer);
        forms.keySet().removeIf(form -> form.layer().equals(layer.digest()));
    }

    @Override
    public void close() throws IOException {
        scratch.close();
    }

    private final class NewForm implements NewDirectory {
        private final DirectoryForm form;
        private final Path path;
        private boolean committed;

        NewForm(DirectoryForm form, Path path) throws IOException {
            this.form = form;
            this.path = Files.createDirectory(path);
        }

        @Override
        public Path path() {
            return path;
        }

        @Override
        public void adopt(Path directory) throws IOException {
            Files.move(directory, path, StandardCopyOption.ATOMIC_MOVE);
        }

        @Override
        public void seal() {
            // Nobody damages these.
        }

        @Override
        public Path commit() {
            return commitAs(form);
        }

        @Override
        public Path commitAs(DirectoryForm name) {
            committed = true;
            Path other = forms.putIfAbsent(name, path);
            return other == null ? path : other;
        }

        @Override
        public void close() throws IOException {
            if (!committed) {
                Scratch.delete(path);
            }
        }
    }
}
