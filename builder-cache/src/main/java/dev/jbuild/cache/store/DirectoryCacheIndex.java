package dev.jbuild.cache.store;

import dev.jbuild.cache.disk.DamagedFileException;
import dev.jbuild.cache.disk.FrameWriter;
import dev.jbuild.cache.disk.NewFile;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.store.CacheIndex;
import dev.jbuild.core.store.CacheKey;
import dev.jbuild.core.store.CacheRecord;
import dev.jbuild.core.store.Lease;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Cache records as files named by their keys. Thread-safe, and safe among processes. */
public final class DirectoryCacheIndex implements CacheIndex {
    private final BuildSpace space;
    private final Concealment concealment;
    private final Map<CacheKey, CacheRecord> mine = new ConcurrentHashMap<>();
    private final Map<Digest, KeyFields> unwritten = new ConcurrentHashMap<>();

    public DirectoryCacheIndex(BuildSpace space) {
        this.space = space;
        this.concealment = new Concealment(space);
    }

    @Override
    public Optional<CacheRecord> find(CacheKey key) throws IOException {
        CacheRecord own = mine.get(key);
        if (own != null) {
            return Optional.of(own);
        }
        Path path = space.paths().record(key);
        Optional<BasicFileAttributes> file = space.look(Lease.Kind.RECORD, key.digest(), path);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(RecordCodec.read(space.open(path), file.get().size(), key));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (DamagedFileException e) {
            space.disk().delete(path); // a damaged record is a miss, and the next one takes its place
            return Optional.empty();
        }
    }

    @Override
    public CompletionStage<Void> put(CacheKey key, CacheRecord record) throws IOException {
        space.keep(Lease.Kind.RECORD, key.digest());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        RecordCodec.write(bytes, key, record);
        mine.put(key, record);
        return space.durability()
                .publish(new Durability.Reference(
                        space.temporary("record"),
                        space.paths().record(key),
                        bytes.toByteArray(),
                        new LayerFiles(space).of(record.layers())));
    }

    @Override
    public void remove(CacheKey key) throws IOException {
        mine.remove(key);
        space.disk().delete(space.paths().record(key));
    }

    @Override
    public Optional<KeyFields> lastFields(KeyPlace place) throws IOException {
        Digest name = name(place);
        KeyFields mine = unwritten.get(name);
        if (mine != null) {
            return Optional.of(mine);
        }
        Path path = space.paths().lastFields(name);
        Optional<BasicFileAttributes> file = space.disk().stat(path);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    RecordCodec.readFields(space.disk().open(path), file.get().size(), name));
        } catch (DamagedFileException e) {
            space.disk().delete(path);
            return Optional.empty();
        }
    }

    /** Not synced, and nobody waits for it: it only explains. */
    @Override
    public void putLastFields(KeyPlace place, KeyFields fields) throws IOException {
        Digest name = name(place);
        unwritten.put(name, fields);
        space.durability().note(() -> {
            writeFields(name, fields);
            unwritten.remove(name, fields);
        });
    }

    private void writeFields(Digest name, KeyFields fields) throws IOException {
        try (NewFile file = space.newFile("fields")) {
            RecordCodec.write(file.out(), name, fields);
            file.moveTo(space.paths().lastFields(name));
        }
    }

    @Override
    public Digest conceal(String value) throws IOException {
        return concealment.conceal(value);
    }

    private static Digest name(KeyPlace place) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        FrameWriter frame = new FrameWriter(bytes, 0); // each text has its length before it
        frame.text(place.context());
        frame.text(place.dockerfile());
        frame.text(place.stage());
        frame.u32(place.position());
        frame.end();
        return Digest.of(bytes.toByteArray());
    }
}
