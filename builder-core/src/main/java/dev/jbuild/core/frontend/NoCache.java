package dev.jbuild.core.frontend;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Whose RUN, COPY and ADD ignore what earlier builds left behind. */
public sealed interface NoCache {

    /** Nobody's. */
    NoCache NONE = new Stages(Set.of());

    /** {@code --no-cache}: everybody's. */
    NoCache ALL = new All();

    /** True for a stage, by its name or {@code stage-N}. */
    boolean covers(String stage);

    /** Every stage. */
    record All() implements NoCache {
        @Override
        public boolean covers(String stage) {
            return true;
        }
    }

    /** {@code --no-cache-filter}: these stages; case does not count. */
    record Stages(Set<String> names) implements NoCache {
        public Stages {
            Set<String> lower = new HashSet<>();
            for (String name : names) {
                lower.add(name.toLowerCase(Locale.ROOT));
            }
            names = Set.copyOf(lower);
        }

        @Override
        public boolean covers(String stage) {
            return names.contains(stage.toLowerCase(Locale.ROOT));
        }
    }
}
