package dev.jbuild.core.frontend;

import java.util.Locale;
import java.util.Set;

/** What STOPSIGNAL takes: a number, or the name of a signal with or without SIG. */
final class Signals {

    private static final Set<String> NAMES = Set.of(
            "ABRT", "ALRM", "BUS", "CHLD", "CLD", "CONT", "FPE", "HUP", "ILL", "INT", "IO", "IOT", "KILL", "PIPE",
            "POLL", "PROF", "PWR", "QUIT", "SEGV", "STKFLT", "STOP", "SYS", "TERM", "TRAP", "TSTP", "TTIN", "TTOU",
            "URG", "USR1", "USR2", "VTALRM", "WINCH", "XCPU", "XFSZ", "RTMIN", "RTMAX");

    private static final int MOST_DIGITS = 18; // of a number that fits

    private Signals() {}

    static boolean isSignal(String text) {
        if (isNumber(text)) {
            return Long.parseLong(text) != 0;
        }
        String upper = text.toUpperCase(Locale.ROOT);
        String name = upper.startsWith("SIG") ? upper.substring(3) : upper;
        return NAMES.contains(name) || isOffset(name, "RTMIN+", 15) || isOffset(name, "RTMAX-", 14);
    }

    /** Any whole number is one, as for other builders: what it means is for the kernel that sends it. */
    private static boolean isNumber(String text) {
        int start = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
        boolean digits = text.length() > start && text.length() <= MOST_DIGITS;
        for (int i = start; digits && i < text.length(); i++) {
            digits = text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        return digits;
    }

    private static boolean isOffset(String name, String prefix, int max) {
        if (!name.startsWith(prefix)) {
            return false;
        }
        String digits = name.substring(prefix.length());
        return !digits.isEmpty()
                && digits.length() <= 2
                && digits.chars().allMatch(c -> c >= '0' && c <= '9')
                && Integer.parseInt(digits) >= 1
                && Integer.parseInt(digits) <= max;
    }
}
