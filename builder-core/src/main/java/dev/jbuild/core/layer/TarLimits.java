package dev.jbuild.core.layer;

/**
 * What an archive may cost. Beyond a limit is an {@link InvalidArchiveException}, before the memory or the time is spent.
 *
 * @param entries the most entries
 * @param tarBytes the most bytes of the uncompressed tar
 * @param holeBytes the most bytes that all sparse files together leave out
 * @param indexBytes the most bytes of names, link targets and extended attributes together, of which an index is made
 */
public record TarLimits(long entries, long tarBytes, long holeBytes, long indexBytes) {
    /** The most bytes of one PAX header, one long name or one sparse map, as in the reader that Docker uses. */
    static final int SPECIAL_BYTES = 1024 * 1024; // 1 MiB

    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;

    /** Two million entries, 256 GiB, 64 GiB of holes, 256 MiB of names. */
    public static final TarLimits DEFAULT = new TarLimits(2_000_000, 256 * GIB, 64 * GIB, 256 * MIB);
}
