package dev.jbuild.grammar.text;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody may have meant. */
public final class NearName {

    /** Nobody mistypes longer names than this, and the work grows with the square. */
    private static final int MAX_LENGTH = 64;

    private NearName() {}

    /** The known name that differs least, in whatever case, if it differs by little: a letter or two, or two letters that changed places. */
    public static Optional<String> of(String name, Collection<String> known) {
        String best = "";
        int least = allowed(name) + 1;
        for (String candidate : known) {
            int distance = distance(name.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT), least);
            if (distance < least) {
                least = distance;
                best = candidate;
            }
        }
        return best.isEmpty() ? Optional.empty() : Optional.of(best);
    }

    /** {@code  (did you mean "best"?)} with a blank in front, or nothing; to be put behind a message. */
    public static String question(String name, Collection<String> known) {
        return of(name, known).map(best -> " (did you mean \"" + best + "\"?)").orElse("");
    }

    /** All of them, as {@code a, b or c}. */
    public static String oneOf(List<String> known) {
        int last = known.size() - 1;
        return last < 1 ? String.join("", known) : String.join(", ", known.subList(0, last)) + " or " + known.get(last);
    }

    private static int allowed(String name) {
        return name.length() > MAX_LENGTH ? -1 : name.length() <= 3 ? 1 : name.length() <= 5 ? 2 : 3;
    }

    /** Insertions, deletions, changes and swaps of neighbours [Damerau-Levenshtein, optimal string alignment]; stops at {@code limit}. */
    private static int distance(String a, String b, int limit) {
        if (Math.abs(a.length() - b.length()) >= limit) {
            return limit;
        }
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(d[i - 1][j - 1] + change, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
