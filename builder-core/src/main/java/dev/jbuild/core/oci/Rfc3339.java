package dev.jbuild.core.oci;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;

/**
 * Times as documents have them. The form that jbuild itself writes is read and written by hand, as the JDK's formatters take longer to
 * load than a cached build to read its documents; every other form is the JDK's to read.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3339#section-5.6">RFC 3339, section 5.6</a>
 */
final class Rfc3339 {
    private static final int SECONDS_OF_DAY = 24 * 60 * 60;
    private static final int SECONDS_END = "2000-01-01T00:00:00".length();
    private static final int NANO_DIGITS = 9;
    private static final int MAX_YEAR = 9999; // beyond it a year has a sign

    private Rfc3339() {}

    /** The same as {@link Instant#toString}. */
    static String format(Instant time) {
        LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(time.getEpochSecond(), (long) SECONDS_OF_DAY));
        if (date.getYear() < 0 || date.getYear() > MAX_YEAR) {
            return time.toString();
        }
        int second = (int) Math.floorMod(time.getEpochSecond(), (long) SECONDS_OF_DAY);
        StringBuilder text = new StringBuilder();
        digits(text, date.getYear(), 4).append('-');
        digits(text, date.getMonthValue(), 2).append('-');
        digits(text, date.getDayOfMonth(), 2).append('T');
        digits(text, second / 3600, 2).append(':');
        digits(text, second / 60 % 60, 2).append(':');
        digits(text, second % 60, 2);
        int nanos = time.getNano();
        if (nanos != 0) {
            text.append('.');
            if (nanos % 1_000_000 == 0) {
                digits(text, nanos / 1_000_000, 3);
            } else if (nanos % 1000 == 0) {
                digits(text, nanos / 1000, 6);
            } else {
                digits(text, nanos, NANO_DIGITS);
            }
        }
        return text.append('Z').toString();
    }

    private static StringBuilder digits(StringBuilder text, int value, int count) {
        for (int unit = power(count - 1); unit > 0; unit /= 10) {
            text.append((char) ('0' + value / unit % 10));
        }
        return text;
    }

    private static int power(int exponent) {
        int power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= 10;
        }
        return power;
    }

    /** Any time of RFC 3339; throws DateTimeParseException for what is none. */
    static Instant parse(String text) {
        return isPlain(text) ? plain(text) : OffsetDateTime.parse(text).toInstant();
    }

    private static Instant plain(String text) {
        int year = number(text, 0, 4);
        int month = number(text, 5, 7);
        int day = number(text, 8, 10);
        int hour = number(text, 11, 13);
        int minute = number(text, 14, 16);
        int second = number(text, 17, SECONDS_END);
        if (month < 1
                || month > 12
                || day < 1
                || day > daysOf(month, year)
                || hour > 23
                || minute > 59
                || second > 59) {
            return OffsetDateTime.parse(text).toInstant(); // which says what is wrong
        }
        int fractionEnd = text.length() - 1;
        int nanos = 0;
        if (fractionEnd > SECONDS_END) {
            int digits = fractionEnd - SECONDS_END - 1;
            nanos = number(text, SECONDS_END + 1, fractionEnd) * power(NANO_DIGITS - digits);
        }
        long days = LocalDate.of(year, month, 1).toEpochDay() + day - 1;
        return Instant.ofEpochSecond(days * SECONDS_OF_DAY + hour * 3600L + minute * 60L + second, nanos);
    }

    private static int daysOf(int month, int year) {
        if (month == 2) {
            return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
        }
        return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
    }

    /** {@code 2000-01-01T00:00:00Z}, or with up to nine digits behind a point. */
    private static boolean isPlain(String text) {
        int end = text.length() - 1;
        if (end < SECONDS_END || end == SECONDS_END + 1 || end > SECONDS_END + 1 + NANO_DIGITS) {
            return false;
        }
        for (int i = 0; i <= end; i++) {
            char c = text.charAt(i);
            char want =
                    i == end ? 'Z' : i == SECONDS_END ? '.' : i > SECONDS_END ? '0' : "0000-00-00T00:00:00".charAt(i);
            if (want == '0' ? c < '0' || c > '9' : c != want) {
                return false;
            }
        }
        return true;
    }

    private static int number(String text, int start, int end) {
        int number = 0;
        for (int i = start; i < end; i++) {
            number = 10 * number + text.charAt(i) - '0';
        }
        return number;
    }
}
