package dev.jbuild.core.frontend;

/** Where a stage begins, and where COPY --from and mounts take files from. */
sealed interface TreeSource {

    <R> R match(Cases<R> cases);

    /** {@code scratch}. */
    record Empty() implements TreeSource {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.empty(this);
        }
    }

    /** A stage of the file, by its index. */
    record OfStage(int index) implements TreeSource {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.stage(this);
        }
    }

    /** An image, as the file or the user names it. */
    record OfImage(String name) implements TreeSource {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.image(this);
        }

        // By hand, as those of the compiler are linked when first used: milliseconds at every start of the program.
        @Override
        public boolean equals(Object object) {
            return object instanceof OfImage other && name.equals(other.name);
        }

        @Override
        public int hashCode() {
            return name.hashCode();
        }
    }

    /** The files of a context; the main one is "". */
    record OfContext(String name) implements TreeSource {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.context(this);
        }
    }

    /** One method for each kind. */
    interface Cases<R> {
        R empty(Empty source);

        R stage(OfStage source);

        R image(OfImage source);

        R context(OfContext source);
    }
}
