package dev.jbuild.core.solver;

import dev.jbuild.core.store.CacheIndex;
import dev.jbuild.core.store.CacheKey;
import java.util.List;

/** A key and the fields that it was made of, in order. */
record Definition(CacheKey key, List<CacheIndex.Field> fields) {
    Definition {
        fields = List.copyOf(fields);
    }
}
