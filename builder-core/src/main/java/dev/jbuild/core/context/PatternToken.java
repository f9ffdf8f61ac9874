package dev.jbuild.core.context;

import java.util.List;

/** One part of a {@link PathPattern}: a state of its automaton, and how it goes on with a character. */
sealed interface PatternToken {

    /** True when this character may be read without going on. */
    boolean staysOn(int point);

    /** True when this character may be read and leads to the next part. */
    boolean leavesOn(int point);

    /** True when the next part may begin without reading anything. */
    default boolean mayBeSkipped() {
        return false;
    }

    /** This character and no other. */
    record Literal(int point) implements PatternToken {
        @Override
        public boolean staysOn(int other) {
            return false;
        }

        @Override
        public boolean leavesOn(int other) {
            return point == other;
        }
    }

    /** A class; as in Go, a negated one takes a slash too. */
    record OneOf(List<Range> ranges, boolean negated) implements PatternToken {
        @Override
        public boolean staysOn(int point) {
            return false;
        }

        @Override
        public boolean leavesOn(int point) {
            int compared = ByteText.forClass(point);
            boolean in = ranges.stream().anyMatch(r -> r.low <= compared && compared <= r.high);
            return in != negated;
        }
    }

    /** Both ends belong to it; empty when they are the wrong way around. */
    record Range(int low, int high) {}

    /** What stands for more than one character. */
    enum Wild implements PatternToken {
        /** {@code ?}. */
        CHARACTER,
        /** {@code *}. */
        NAME_PART,
        /** {@code **} at the end: the rest, whatever it is. */
        REST,
        /** {@code **} elsewhere: nothing, or what {@link #DIRECTORIES_LOOP} reads. Always followed by it. */
        DIRECTORIES,
        /** Anything up to a slash and with it. */
        DIRECTORIES_LOOP;

        @Override
        public boolean staysOn(int point) {
            return switch (this) {
                case NAME_PART -> point != '/';
                case REST, DIRECTORIES_LOOP -> true;
                case CHARACTER, DIRECTORIES -> false;
            };
        }

        @Override
        public boolean leavesOn(int point) {
            return switch (this) {
                case CHARACTER -> point != '/';
                case DIRECTORIES_LOOP -> point == '/';
                case NAME_PART, REST, DIRECTORIES -> false;
            };
        }

        @Override
        public boolean mayBeSkipped() {
            return this == NAME_PART || this == REST || this == DIRECTORIES;
        }
    }
}
