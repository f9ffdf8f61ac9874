package dev.jbuild.core.frontend;

/** What --chmod takes: octal numbers, and the symbolic modes of chmod. */
final class FileModes {

    private static final int MAX_OCTAL = 07777;
    private static final int MOST_DIGITS = 10;

    private FileModes() {}

    static boolean isMode(String text) {
        return isOctal(text) || isSymbolic(text);
    }

    private static boolean isOctal(String text) {
        return !text.isEmpty()
                && text.length() <= MOST_DIGITS
                && text.chars().allMatch(c -> c >= '0' && c <= '7')
                && Long.parseLong(text, 8) <= MAX_OCTAL;
    }

    /** Clauses between commas, each {@code [ugoa]*([-+=]([rwxXst]*|[ugo]))+}. */
    private static boolean isSymbolic(String text) {
        for (String clause : text.split(",", -1)) {
            if (!isClause(clause)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isClause(String clause) {
        int at = skip(clause, 0, "ugoa");
        if (at == clause.length()) {
            return false;
        }
        while (at < clause.length()) {
            if ("+-=".indexOf(clause.charAt(at)) < 0) {
                return false;
            }
            at++;
            int copied = at < clause.length() && "ugo".indexOf(clause.charAt(at)) >= 0 ? at + 1 : at;
            at = copied > at ? copied : skip(clause, at, "rwxXst");
        }
        return true;
    }

    private static int skip(String text, int start, String characters) {
        int at = start;
        while (at < text.length() && characters.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }
}
