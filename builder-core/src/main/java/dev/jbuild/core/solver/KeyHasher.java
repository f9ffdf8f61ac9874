package dev.jbuild.core.solver;

import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.store.CacheIndex;
import dev.jbuild.core.store.CacheKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * Makes a cache key from a list of named fields: only what is written here can make a step run again. Every field goes in with its
 * type, name, number of elements and the length of each, so that no two different lists give the same bytes; maps are sorted.
 * What went in is kept for explanations. Used by one thread; {@link #finish} ends it.
 */
final class KeyHasher {
    private static final int TEXT = 't';
    private static final int LIST = 'l';
    private static final int MAP = 'm';

    private final String kind;
    private final MessageDigest hash = Digest.Algorithm.SHA256.newMessageDigest();
    private final ByteBuffer number = ByteBuffer.allocate(Integer.BYTES);
    private final List<CacheIndex.Field> fields = new ArrayList<>();

    private KeyHasher(String kind) {
        this.kind = kind;
        writeText(kind);
    }

    /** A hasher for a kind of key with its version, e.g. {@code run/1}. */
    static KeyHasher of(String kind) {
        return new KeyHasher(kind);
    }

    KeyHasher text(String name, String value) {
        begin(TEXT, name, 1);
        writeText(value);
        return keep(name, List.of(value));
    }

    KeyHasher number(String name, long value) {
        return text(name, Long.toString(value));
    }

    KeyHasher digest(String name, Digest value) {
        return text(name, value.toString());
    }

    /** The key of what is built upon. */
    KeyHasher key(String name, CacheKey value) {
        return text(name, value.kind() + " " + value.digest());
    }

    KeyHasher list(String name, List<String> values) {
        begin(LIST, name, values.size());
        values.forEach(this::writeText);
        return keep(name, values);
    }

    KeyHasher map(String name, SortedMap<String, String> values) {
        begin(MAP, name, values.size());
        List<String> elements = new ArrayList<>();
        for (Map.Entry<String, String> entry : values.entrySet()) {
            writeText(entry.getKey());
            writeText(entry.getValue());
            elements.add(entry.getKey() + "=" + entry.getValue());
        }
        return keep(name, elements);
    }

    /** The key, and what it was made of. */
    Definition finish() {
        return new Definition(new CacheKey(kind, Digest.ofHash(hash.digest())), fields);
    }

    private KeyHasher keep(String name, List<String> elements) {
        fields.add(new CacheIndex.Field(name, elements));
        return this;
    }

    private void begin(int type, String name, int elements) {
        hash.update((byte) type);
        writeText(name);
        writeLength(elements);
    }

    private void writeText(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        writeLength(bytes.length);
        hash.update(bytes);
    }

    private void writeLength(int length) {
        hash.update(number.putInt(0, length).array());
    }
}
