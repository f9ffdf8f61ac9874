package dev.jbuild.core.step;

import java.util.Locale;

/** How much something is, for people. */
final class Amounts {
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB"};

    private Amounts() {}

    /** {@code 41.2 MB in 812 files}. */
    static String of(long sizeBytes, long files) {
        return String.format(Locale.ROOT, "%s in %,d %s", bytes(sizeBytes), files, files == 1 ? "file" : "files");
    }

    /** {@code 41.2 MB}. */
    static String bytes(long sizeBytes) {
        double size = sizeBytes;
        int unit = 0;
        while (size >= 999.95 && unit < UNITS.length - 1) {
            size /= 1000;
            unit++;
        }
        return unit == 0 ? sizeBytes + " B" : String.format(Locale.ROOT, "%.1f %s", size, UNITS[unit]);
    }
}
