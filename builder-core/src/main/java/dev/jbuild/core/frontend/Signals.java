package dev.jbuild.core.frontend;

import java.util.Locale;
import java.util.Set;

/** What STOPSIGNAL takes: a number, or the name of a signal with or without SIG. */
final class Signals {

    private static final Set<String> NAMES = Set.of(
            "ABRT", "ALRM", "BUS", "CHLD", "CLD", "CONT", "FPE", "HUP", "ILL", "INT", "IO", "IOT", "KILL", "PIPE",
            "POLL", "PROF", "PWR", "QUIT", "SEGV", "STKFLT", "STOP", "SYS", "TERM", "TRAP", "TSTP", "TTIN", "TTOU",
            "URG", "USR1", "USR2", "VTALRM", "WINCH", "XCPU", "XFSZ", "RTMIN", "RTMAX");

    private Signals() {}

    static boolean isSignal(String text) {
        if (!text.isEmpty() && text.length() <= 3 && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Integer.parseInt(text) > 0;
        }
        String upper = text.toUpperCase(Locale.ROOT);
        String name = upper.startsWith("SIG") ? upper.substring(3) : upper;
        return NAMES.contains(name) || isOffset(name, "RTMIN+", 15) || isOffset(name, "RTMAX-", 14);
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
