package dev.jbuild.cli.command;

import java.math.BigDecimal;
import java.util.Locale;

/** Sizes as users write them: {@code 500}, {@code 64k}, {@code 500MB}, {@code 1.5GiB}; units are powers of 1024, as Docker's. */
final class Sizes {
    private static final String UNITS = "kmgt";
    private static final int FACTOR_BITS = 10;
    private static final int MOST_DIGITS = 19; // as a long has
    private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);

    private Sizes() {}

    /** In bytes, rounded down; what is no size is a BuildException that names the option. */
    static long parse(String option, String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        int end = 0;
        while (end < lower.length() && (isDigit(lower.charAt(end)) || lower.charAt(end) == '.')) {
            end++;
        }
        String number = lower.substring(0, end);
        String unit = lower.substring(end).strip();
        int power = unit.isEmpty() ? 0 : UNITS.indexOf(unit.charAt(0)) + 1;
        String ending = power == 0 ? unit : unit.substring(1);
        boolean known = ending.isEmpty() || ending.equals("b") || power > 0 && ending.equals("ib");
        if (known && isDecimal(number)) {
            BigDecimal bytes = new BigDecimal(number).multiply(BigDecimal.valueOf(1L << power * FACTOR_BITS));
            if (bytes.compareTo(MOST) <= 0) {
                return bytes.longValue();
            }
        }
        throw BuildOptions.wrong(option, text, "a size such as 64m or 1.5g");
    }

    private static boolean isDecimal(String number) {
        int point = number.indexOf('.');
        return !number.isEmpty()
                && number.length() <= MOST_DIGITS
                && point != 0
                && point != number.length() - 1
                && point == number.lastIndexOf('.');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
