package dev.jbuild.core.deflate;

/**
 * What is done to find matches. The levels are named so that each takes about as many bytes as zlib's of the same number, or fewer.
 *
 * @param tries places that are looked at for one
 * @param goodLength one that is long enough ends the looking
 * @param lazyLength one that is not so long is given up for a longer one that begins a byte later; 0: none is
 */
record Effort(int tries, int goodLength, int lazyLength) {
    private static final Effort[] LEVELS = {
        new Effort(1, 16, 0),
        new Effort(2, 24, 0),
        new Effort(4, 32, 0),
        new Effort(4, 32, 6),
        new Effort(12, 48, 16),
        new Effort(128, 128, 64),
        new Effort(256, 128, 128),
        new Effort(1024, MatchFinder.MAX_LENGTH, MatchFinder.MAX_LENGTH),
        new Effort(4096, MatchFinder.MAX_LENGTH, MatchFinder.MAX_LENGTH)
    };

    static Effort of(int level) {
        if (level < 1 || level > LEVELS.length) {
            throw new IllegalArgumentException("got level %d, want 1 to %d".formatted(level, LEVELS.length));
        }
        return LEVELS[level - 1];
    }
}
