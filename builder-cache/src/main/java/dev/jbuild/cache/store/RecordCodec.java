package dev.jbuild.cache.store;

import dev.jbuild.cache.disk.DamagedFileException;
import dev.jbuild.cache.disk.FrameReader;
import dev.jbuild.cache.disk.FrameWriter;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.store.CacheIndex.Field;
import dev.jbuild.core.store.CacheIndex.KeyFields;
import dev.jbuild.core.store.CacheKey;
import dev.jbuild.core.store.CacheRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Cache records and the fields of keys as framed files. Each has its key in it, so that one at a wrong place is noticed. */
public final class RecordCodec {
    private static final int RECORD = 'J' << 24 | 'R' << 16 | 'C' << 8 | 1; // the last byte is the version
    private static final int FIELDS = 'J' << 24 | 'K' << 16 | 'F' << 8 | 1;
    private static final int LEAST_FIELD_BYTES = 8; // length of the name, number of elements
    private static final int LEAST_TEXT_BYTES = 4;

    private RecordCodec() {}

    static void write(OutputStream out, CacheKey key, CacheRecord record) throws IOException {
        FrameWriter frame = new FrameWriter(out, RECORD);
        key(frame, key);
        Optional<DiffId> layer = record.layerIfAny();
        frame.u8(layer.isPresent() ? 1 : 0);
        if (layer.isPresent()) {
            frame.digest(layer.get().digest());
        }
        frame.digest(record.base());
        frame.digest(record.content());
        frame.instant(record.time());
        frame.instant(record.builtAt());
        frame.text(record.build());
        frame.i64(record.durationMillis());
        frame.end();
    }

    /** Closes the stream. */
    static CacheRecord read(InputStream in, long sizeBytes, CacheKey key) throws IOException {
        try (FrameReader frame = new FrameReader(in, "the record of " + key, sizeBytes, RECORD)) {
            if (!key(frame).equals(key)) {
                throw frame.damaged("it is of another key");
            }
            CacheRecord record = fields(frame);
            frame.end();
            return record;
        } catch (IllegalArgumentException e) {
            throw new DamagedFileException("the record of " + key + " is damaged: " + e.getMessage(), e);
        }
    }

    /** Reads a record whose key is not known. Closes the stream. */
    public static void check(InputStream in, long sizeBytes) throws IOException {
        try (FrameReader frame = new FrameReader(in, "a record", sizeBytes, RECORD)) {
            key(frame);
            fields(frame);
            frame.end();
        } catch (IllegalArgumentException e) {
            throw new DamagedFileException("a record is damaged: " + e.getMessage(), e);
        }
    }

    private static CacheRecord fields(FrameReader frame) throws IOException {
        Optional<DiffId> layer = frame.u8() == 0 ? Optional.empty() : Optional.of(new DiffId(frame.digest()));
        Digest base = frame.digest();
        Digest content = frame.digest();
        Instant time = frame.instant();
        Instant builtAt = frame.instant();
        return new CacheRecord(layer.orElse(null), base, content, time, builtAt, frame.text(), frame.i64());
    }

    static void write(OutputStream out, Digest place, KeyFields fields) throws IOException {
        FrameWriter frame = new FrameWriter(out, FIELDS);
        frame.digest(place);
        key(frame, fields.key());
        frame.instant(fields.builtAt());
        frame.u32(fields.fields().size());
        for (Field field : fields.fields()) {
            frame.text(field.name());
            frame.u32(field.elements().size());
            for (String element : field.elements()) {
                frame.text(element);
            }
        }
        frame.end();
    }

    /** Closes the stream. */
    static KeyFields readFields(InputStream in, long sizeBytes, Digest place) throws IOException {
        try (FrameReader frame = new FrameReader(in, "the last key at a place", sizeBytes, FIELDS)) {
            if (!frame.digest().equals(place)) {
                throw frame.damaged("it is of another place");
            }
            CacheKey key = key(frame);
            Instant builtAt = frame.instant();
            int count = frame.count(LEAST_FIELD_BYTES);
            List<Field> fields = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                fields.add(new Field(frame.text(), texts(frame)));
            }
            frame.end();
            return new KeyFields(key, builtAt, fields);
        } catch (IllegalArgumentException e) {
            throw new DamagedFileException("the last key at a place is damaged: " + e.getMessage(), e);
        }
    }

    private static List<String> texts(FrameReader frame) throws IOException {
        int count = frame.count(LEAST_TEXT_BYTES);
        List<String> texts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            texts.add(frame.text());
        }
        return texts;
    }

    private static void key(FrameWriter frame, CacheKey key) throws IOException {
        frame.text(key.kind());
        frame.digest(key.digest());
    }

    private static CacheKey key(FrameReader frame) throws IOException {
        return new CacheKey(frame.text(), frame.digest());
    }
}
