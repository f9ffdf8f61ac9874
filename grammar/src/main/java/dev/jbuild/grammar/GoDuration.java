package dev.jbuild.grammar;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Durations as Dockerfiles write them: {@code 1h30m}, {@code 1.5s}, {@code 200ms}, {@code -3us}; a bare {@code 0} needs no unit. */
final class GoDuration {

    private static final int MAX_LENGTH = 64;

    private static final Map<String, Long> NANOS = Map.of(
            "ns", 1L,
            "us", 1_000L,
            "µs", 1_000L,
            "μs", 1_000L,
            "ms", 1_000_000L,
            "s", 1_000_000_000L,
            "m", 60_000_000_000L,
            "h", 3_600_000_000_000L);

    private GoDuration() {}

    /** Nothing if the text is no duration, or one of more than 292 years. */
    static Optional<Duration> parse(String text) {
        boolean signed = text.startsWith("-") || text.startsWith("+");
        String rest = signed ? text.substring(1) : text;
        if (rest.equals("0")) {
            return Optional.of(Duration.ZERO);
        }
        if (rest.isEmpty() || rest.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        BigInteger sum = BigInteger.ZERO;
        int i = 0;
        while (i < rest.length()) {
            int unitStart = end(rest, i, true);
            int unitEnd = end(rest, unitStart, false);
            String number = rest.substring(i, unitStart);
            Long nanos = NANOS.get(rest.substring(unitStart, unitEnd));
            if (nanos == null || !isDecimal(number)) {
                return Optional.empty();
            }
            sum = sum.add(new BigDecimal("0" + (number.indexOf('.') < 0 ? number : number + "0"))
                    .multiply(BigDecimal.valueOf(nanos))
                    .toBigInteger());
            i = unitEnd;
        }
        if (sum.bitLength() >= Long.SIZE) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofNanos(text.startsWith("-") ? -sum.longValue() : sum.longValue()));
    }

    /** The text of a duration, in nanoseconds or in a larger unit if that is exact. */
    static String print(Duration duration) {
        long nanos = duration.toNanos();
        for (String unit : List.of("h", "m", "s", "ms", "us")) {
            if (nanos % NANOS.get(unit) == 0) {
                return nanos / NANOS.get(unit) + unit;
            }
        }
        return nanos + "ns";
    }

    private static int end(String text, int start, boolean number) {
        int i = start;
        while (i < text.length() && isNumeric(text.charAt(i)) == number) {
            i++;
        }
        return i;
    }

    private static boolean isNumeric(char c) {
        return c == '.' || (c >= '0' && c <= '9');
    }

    private static boolean isDecimal(String number) {
        return number.indexOf('.') == number.lastIndexOf('.') && !number.isEmpty() && !number.equals(".");
    }
}
