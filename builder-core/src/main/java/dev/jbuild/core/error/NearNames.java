package dev.jbuild.core.error;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that somebody meant: at most three edits away and fewer than half of its letters. */
public final class NearNames {

    private static final int MOST_EDITS = 3;
    private static final int LONGEST = 64; // characters; longer names are not compared

    private NearNames() {}

    /** {@code  (did you mean "x"?)} with a blank in front, or nothing. */
    public static String suggestion(String name, Collection<String> known) {
        return nearest(name, known)
                .map(near -> " (did you mean \"" + near + "\"?)")
                .orElse("");
    }

    /** The nearest of the known names, if one is near enough. */
    public static Optional<String> nearest(String name, Collection<String> known) {
        String best = null;
        int bestEdits = Math.min(MOST_EDITS, (name.length() - 1) / 2) + 1;
        for (String candidate : known) {
            int edits = candidate.equalsIgnoreCase(name) ? 0 : edits(name, candidate);
            if (edits < bestEdits) {
                best = candidate;
                bestEdits = edits;
            }
        }
        return Optional.ofNullable(best);
    }

    private static int edits(String from, String to) {
        if (from.length() > LONGEST || to.length() > LONGEST) {
            return Integer.MAX_VALUE;
        }
        String a = from.toLowerCase(Locale.ROOT);
        String b = to.toLowerCase(Locale.ROOT);
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
