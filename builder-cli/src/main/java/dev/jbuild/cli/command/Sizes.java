package dev.jbuild.cli.command;

import java.util.Locale;

/** Sizes as users write them: {@code 500}, {@code 64k}, {@code 500MB}, {@code 10GB}; units are powers of 1024, as Docker's. */
final class Sizes {
    private static final String UNITS = "kmgt";
    private static final int FACTOR_BITS = 10;

    private Sizes() {}

    static long parse(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        int end = 0;
        while (end < lower.length() && Character.isDigit(lower.charAt(end))) {
            end++;
        }
        String unit = lower.substring(end);
        if (unit.endsWith("b") && !unit.equals("b")) {
            unit = unit.substring(0, unit.length() - 1);
        }
        int power = unit.isEmpty() || unit.equals("b") ? 0 : UNITS.indexOf(unit) + 1;
        boolean known = unit.length() <= 1 && (power > 0 || unit.isEmpty() || unit.equals("b"));
        try {
            if (known) {
                return Math.multiplyExact(Long.parseLong(lower.substring(0, end)), 1L << power * FACTOR_BITS);
            }
        } catch (ArithmeticException | NumberFormatException e) {
            throw BuildOptions.wrong("a size of", text, "a number with k, m, g or t");
        }
        throw BuildOptions.wrong("a size of", text, "a number with k, m, g or t");
    }
}
