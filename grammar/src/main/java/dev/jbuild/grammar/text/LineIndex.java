package dev.jbuild.grammar.text;

/**
 * Where the lines of a text begin: each of them, or every 64th if there are very many, for a file may be nothing but line ends. Immutable.
 */
final class LineIndex {

    private static final int MOST_KEPT = 1 << 16; // of a larger file only some lines are kept
    private static final int STEP = 6; // as a power of two

    private final String text;
    private final int count;
    private final int shift;
    private final int[] starts;

    private LineIndex(String text, int count, int shift, int[] starts) {
        this.text = text;
        this.count = count;
        this.shift = shift;
        this.starts = starts;
    }

    static LineIndex of(String text) {
        int count = 0;
        for (int start = 0; start < text.length(); start = next(text, start)) {
            count++;
        }
        int shift = count > MOST_KEPT ? STEP : 0;
        int[] starts = new int[(count + (1 << shift) - 1) >> shift];
        int line = 0;
        for (int start = 0; start < text.length(); start = next(text, start)) {
            if ((line & (1 << shift) - 1) == 0) {
                starts[line >> shift] = start;
            }
            line++;
        }
        return new LineIndex(text, count, shift, starts);
    }

    int count() {
        return count;
    }

    /** Where a line begins, counted from 1. */
    int start(int number) {
        int line = number - 1;
        int start = starts[line >> shift];
        for (int at = line >> shift << shift; at < line; at++) {
            start = next(start);
        }
        return start;
    }

    /** Where the line behind that which begins at {@code start} begins; the end of the text behind the last one. */
    int next(int start) {
        return next(text, start);
    }

    private static int next(String text, int start) {
        int end = text.indexOf('\n', start);
        return end < 0 ? text.length() : end + 1;
    }
}
