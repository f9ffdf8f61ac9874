package dev.jbuild.core.plan;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Variables in the order of their names. Immutable, so that thousands of commands can share one. */
public final class Variables extends AbstractMap<String, String> implements SortedMap<String, String> {

    private final SortedMap<String, String> sorted;

    private Variables(SortedMap<String, String> sorted) {
        this.sorted = sorted;
    }

    /** A copy, or {@code from} itself if it is one. */
    public static Variables copyOf(Map<String, String> from) {
        return from instanceof Variables variables
                ? variables
                : new Variables(Collections.unmodifiableSortedMap(new TreeMap<>(from)));
    }

    @Override
    public Set<Map.Entry<String, String>> entrySet() {
        return sorted.entrySet();
    }

    @Override
    public @Nullable String get(@Nullable Object name) {
        return sorted.get(name);
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return sorted.containsKey(name);
    }

    @Override
    public @Nullable Comparator<? super String> comparator() {
        return sorted.comparator();
    }

    @Override
    public SortedMap<String, String> subMap(String from, String to) {
        return sorted.subMap(from, to);
    }

    @Override
    public SortedMap<String, String> headMap(String to) {
        return sorted.headMap(to);
    }

    @Override
    public SortedMap<String, String> tailMap(String from) {
        return sorted.tailMap(from);
    }

    @Override
    public String firstKey() {
        return sorted.firstKey();
    }

    @Override
    public String lastKey() {
        return sorted.lastKey();
    }
}
