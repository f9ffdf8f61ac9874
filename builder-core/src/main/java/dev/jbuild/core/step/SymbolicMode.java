package dev.jbuild.core.step;

import java.util.ArrayList;
import java.util.List;

/**
 * One action of a symbolic mode, as POSIX chmod has it with a umask of 0: whom it concerns, what is done, and which bits.
 *
 * @param who bits of user (0700), group (0070) and others (0007) that it concerns
 * @param action one of {@code +}, {@code -}, {@code =}
 * @param permissions letters of {@code rwxXst}, or one of {@code ugo}
 */
record SymbolicMode(int who, char action, String permissions) {
    private static final int USER = 0700;
    private static final int GROUP = 0070;
    private static final int OTHERS = 0007;
    private static final int SET_UID = 04000;
    private static final int SET_GID = 02000;
    private static final int STICKY = 01000;

    /** Reads clauses such as {@code u=rwX,go-w+t}. */
    static List<SymbolicMode> parse(String text) {
        List<SymbolicMode> actions = new ArrayList<>();
        for (String clause : text.split(",", -1)) {
            int at = 0;
            int who = 0;
            while (at < clause.length() && "ugoa".indexOf(clause.charAt(at)) >= 0) {
                who |= whose(clause.charAt(at++));
            }
            if (at == clause.length()) {
                throw ModeChange.invalid(text);
            }
            while (at < clause.length()) {
                char action = clause.charAt(at++);
                int start = at;
                while (at < clause.length() && "rwxXstugo".indexOf(clause.charAt(at)) >= 0) {
                    at++;
                }
                String permissions = clause.substring(start, at);
                boolean copies = permissions.chars().anyMatch(c -> "ugo".indexOf(c) >= 0);
                if ("+-=".indexOf(action) < 0 || copies && permissions.length() > 1) {
                    throw ModeChange.invalid(text);
                }
                actions.add(new SymbolicMode(who == 0 ? USER | GROUP | OTHERS : who, action, permissions));
            }
        }
        return actions;
    }

    private static int whose(char letter) {
        return switch (letter) {
            case 'u' -> USER;
            case 'g' -> GROUP;
            case 'o' -> OTHERS;
            default -> USER | GROUP | OTHERS;
        };
    }

    int apply(int mode, boolean directory) {
        int bits = 0;
        for (char letter : permissions.toCharArray()) {
            bits |= bits(letter, mode, directory);
        }
        return switch (action) {
            case '+' -> mode | bits;
            case '-' -> mode & ~bits;
            default -> mode & ~cleared(directory) | bits;
        };
    }

    /** What {@code =} takes away: the bits of those concerned, and of a file their setuid and setgid, too. */
    private int cleared(boolean directory) {
        int special = directory ? 0 : (who & USER) != 0 ? SET_UID : 0;
        special |= !directory && (who & GROUP) != 0 ? SET_GID : 0;
        return who | special | ((who & OTHERS) != 0 && who == (USER | GROUP | OTHERS) ? STICKY : 0);
    }

    private int bits(char letter, int mode, boolean directory) {
        return switch (letter) {
            case 'r' -> who & 0444;
            case 'w' -> who & 0222;
            case 'x' -> who & 0111;
            case 'X' -> directory || (mode & 0111) != 0 ? who & 0111 : 0;
            case 's' -> ((who & USER) != 0 ? SET_UID : 0) | ((who & GROUP) != 0 ? SET_GID : 0);
            case 't' -> STICKY;
            case 'u' -> who & 0111 * (mode >> 6 & 7);
            case 'g' -> who & 0111 * (mode >> 3 & 7);
            default -> who & 0111 * (mode & 7);
        };
    }
}
