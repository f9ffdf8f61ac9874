package dev.jbuild.cli.progress;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Sizes, times and text as people read them. */
public final class Humane {
    private static final String HEX_DIGITS = "0123456789abcdef";
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB"};
    private static final int UNIT = 1000; // as Docker shows sizes

    private Humane() {}

    /** {@code 41.2 MB}; three digits at least, units of 1000. */
    public static String size(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 999.5 && unit < UNITS.length - 1) {
            value /= UNIT;
            unit++;
        }
        int decimals = unit == 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
        return decimal(value, decimals) + " " + UNITS[unit];
    }

    /** {@code 0.4s}, {@code 12.3s}, {@code 2m05s}, {@code 1h02m}. */
    public static String time(Duration duration) {
        long millis = Math.max(0, duration.toMillis());
        if (millis < 59_950) {
            return decimal(millis / 1000.0, 1) + "s";
        }
        long seconds = (millis + 500) / 1000;
        if (seconds < 3600) {
            return seconds / 60 + "m" + twoDigits(seconds % 60) + "s";
        }
        return seconds / 3600 + "h" + twoDigits(seconds % 3600 / 60) + "m";
    }

    private static String twoDigits(long number) {
        return number < 10 ? "0" + number : Long.toString(number);
    }

    // Without String.format, which loads the texts of a locale: the last thing that a build prints is its time.
    private static String decimal(double value, int decimals) {
        long scale = decimals == 0 ? 1 : decimals == 1 ? 10 : 100;
        long scaled = Math.round(value * scale);
        String fraction = decimals == 2 ? twoDigits(scaled % scale) : Long.toString(scaled % scale);
        return decimals == 0 ? Long.toString(scaled) : scaled / scale + "." + fraction;
    }

    /** {@code 2026-01-31 23:59:59 +0000 UTC}, as Docker lists images. */
    public static String instant(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString().replace('T', ' ').replace("Z", " +0000 UTC");
    }

    /** {@code 12 minutes ago}, as Docker says it. */
    public static String ago(Instant then, Instant now) {
        long seconds = Math.max(0, Duration.between(then, now).toSeconds());
        if (seconds < 1) {
            return "Less than a second ago";
        }
        if (seconds < 60) {
            return seconds == 1 ? "1 second ago" : seconds + " seconds ago";
        }
        long minutes = seconds / 60;
        if (minutes < 60) {
            return minutes == 1 ? "About a minute ago" : minutes + " minutes ago";
        }
        long hours = (minutes + 30) / 60;
        if (hours < 48) {
            return hours == 1 ? "About an hour ago" : hours + " hours ago";
        }
        long days = hours / 24;
        if (days < 14) {
            return days + " days ago";
        }
        if (days < 60) {
            return days / 7 + " weeks ago";
        }
        return days < 730 ? days / 30 + " months ago" : days / 365 + " years ago";
    }

    /** Text in which nothing can move a terminal's cursor or end a line: control characters as {@code \xNN}. */
    public static String printable(String text) {
        StringBuilder safe = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean control = c < 0x20 && c != '\t' || c >= 0x7f && c < 0xa0;
            if (control && safe == null) {
                safe = new StringBuilder(text.length() + 16).append(text, 0, i);
            }
            if (safe != null) {
                if (control) {
                    safe.append("\\x").append(HEX_DIGITS.charAt(c >> 4)).append(HEX_DIGITS.charAt(c & 0xf));
                } else {
                    safe.append(c);
                }
            }
        }
        return safe == null ? text : safe.toString();
    }

    /** At most this many characters, the last one an ellipsis when something was cut. */
    public static String clip(String text, int width) {
        return text.length() <= width ? text : text.substring(0, Math.max(0, width - 1)) + "…";
    }

    /** {@code 1 step}, {@code 2 steps}. */
    public static String count(long n, String noun) {
        String digits = Long.toString(n);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < digits.length(); i++) {
            boolean group = i > 0 && (digits.length() - i) % 3 == 0 && digits.charAt(i - 1) != '-';
            text.append(group ? "," : "").append(digits.charAt(i));
        }
        return text.append(' ').append(noun).append(n == 1 ? "" : "s").toString();
    }
}
