package dev.jbuild.grammar.mount;

import dev.jbuild.grammar.mount.RunMount.Sharing;
import dev.jbuild.grammar.text.FragmentException;
import dev.jbuild.grammar.text.NearName;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads the values of mount options. */
final class MountValue {

    private static final Set<String> TRUE = Set.of("1", "t", "T", "true", "TRUE", "True");
    private static final Set<String> FALSE = Set.of("0", "f", "F", "false", "FALSE", "False");
    private static final List<String> SHARINGS = List.of("shared", "private", "locked");
    private static final String UNITS = "kmgtp";
    private static final int MAX_DIGITS = 18;

    private MountValue() {}

    static boolean truth(MountKey key, String value) {
        if (!TRUE.contains(value) && !FALSE.contains(value)) {
            throw bad(key, value, "true or false");
        }
        return TRUE.contains(value);
    }

    static Sharing sharing(String value) {
        int index = SHARINGS.indexOf(value.toLowerCase(Locale.ROOT));
        if (index < 0) {
            throw bad(MountKey.SHARING, value, "shared, private or locked" + NearName.question(value, SHARINGS));
        }
        return Sharing.values()[index];
    }

    static int mode(String value) {
        long mode = number(value, 8);
        if (mode < 0 || mode > 07777) {
            throw bad(MountKey.MODE, value, "octal permissions up to 7777");
        }
        return (int) mode;
    }

    static long id(MountKey key, String value) {
        long id = number(value, 10);
        if (id < 0 || id > 0xFFFF_FFFFL) {
            throw bad(key, value, "a number up to 4294967295");
        }
        return id;
    }

    /** A number with a unit of 1024: {@code 64m}, {@code 1.5GiB}, {@code 100 kB}. */
    static long bytes(MountKey key, String value) {
        int digits = 0;
        while (digits < value.length() && (isDigit(value.charAt(digits)) || value.charAt(digits) == '.')) {
            digits++;
        }
        String unit = value.substring(digits).strip().toLowerCase(Locale.ROOT);
        int power = unit.isEmpty() ? 0 : UNITS.indexOf(unit.charAt(0)) + 1;
        String ending = power == 0 ? unit : unit.substring(1);
        boolean known = ending.isEmpty() || ending.equals("b") || (power > 0 && ending.equals("ib"));
        double size = number(value.substring(0, digits)) * Math.pow(1024, power);
        if (!known || !(size >= 0 && size < Long.MAX_VALUE)) {
            throw bad(key, value, "a size like 64m or 1.5g");
        }
        return (long) size;
    }

    private static double number(String decimal) {
        boolean fits = !decimal.isEmpty()
                && decimal.length() <= MAX_DIGITS
                && decimal.charAt(0) != '.'
                && decimal.indexOf('.') == decimal.lastIndexOf('.');
        return fits ? Double.parseDouble(decimal) : -1;
    }

    /** -1 if it is none. */
    private static long number(String digits, int radix) {
        boolean fits = !digits.isEmpty()
                && digits.length() <= MAX_DIGITS
                && digits.chars().allMatch(c -> c < 128)
                && digits.chars().allMatch(c -> Character.digit(c, radix) >= 0);
        return fits ? Long.parseLong(digits, radix) : -1;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static FragmentException bad(MountKey key, String value, String wanted) {
        return MountRecord.bad(
                "bad value of the mount option \"%s\": got \"%s\", want %s".formatted(key, value, wanted), 0);
    }
}
