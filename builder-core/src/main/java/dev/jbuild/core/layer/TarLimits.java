package dev.jbuild.core.layer;

/**
 * What an archive may cost. Beyond a limit is an {@link InvalidArchiveException}, before the memory or the time is spent.
 *
 * @param entries the most entries
 * @param tarBytes the most bytes of the uncompressed tar
 * @param holeBytes the most bytes that all sparse files together leave out
 */
public record TarLimits(long entries, long tarBytes, long holeBytes) {
    /** The most bytes of one PAX header, one long name or one sparse map, as in the reader that Docker uses. */
    static final int SPECIAL_BYTES = 1024 * 1024; // 1 MiB

    private static final long GIB = 1L << 30;

    /** Four million entries, 256 GiB, 64 GiB of holes. */
    public static final TarLimits DEFAULT = new TarLimits(4_000_000, 256 * GIB, 64 * GIB);
}
