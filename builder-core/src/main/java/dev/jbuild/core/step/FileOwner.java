package dev.jbuild.core.step;

/** A numeric user and group. */
record FileOwner(long uid, long gid) {
    static final FileOwner ROOT = new FileOwner(0, 0);
}
