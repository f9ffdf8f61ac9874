package dev.jbuild.core.oci;

/**
 * What the parts of a reference may look like, read by hand: compiling its patterns took longer than all references of a build.
 *
 * @see <a href="https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pulling-manifests">distribution-spec</a>
 */
final class ReferenceGrammar {
    private static final int MAX_REPOSITORY = 255; // characters, as distribution has it
    private static final int MAX_TAG = 128;
    private static final int MAX_PORT = 5; // digits

    private ReferenceGrammar() {}

    /** {@code [a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*}, and more of them behind slashes. */
    static boolean isRepository(String text) {
        if (text.isEmpty() || text.length() > MAX_REPOSITORY) {
            return false;
        }
        int i = 0;
        while (true) {
            int start = i;
            while (i < text.length() && isLowerOrDigit(text.charAt(i))) {
                i++;
            }
            if (i == start) {
                return false;
            }
            if (i == text.length()) {
                return true;
            }
            i += separator(text, i);
        }
    }

    /** The length of what stands between two words; 0 when it is nothing that may. */
    private static int separator(String text, int at) {
        char c = text.charAt(at);
        int end = at + 1;
        if (c == '-') {
            while (end < text.length() && text.charAt(end) == '-') {
                end++;
            }
        } else if (c == '_') {
            if (end < text.length() && text.charAt(end) == '_') {
                end++;
            }
        } else if (c != '.' && c != '/') {
            return 0;
        }
        return end - at;
    }

    /** {@code [A-Za-z0-9_][A-Za-z0-9._-]{0,127}}. */
    static boolean isTag(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isLetterOrDigit(c) && c != '_' && (i == 0 || c != '.' && c != '-')) {
                return false;
            }
        }
        return !text.isEmpty() && text.length() <= MAX_TAG;
    }

    /** {@code ([A-Za-z0-9.-]+|\[[0-9a-fA-F:.]+])(:[0-9]{1,5})?}. */
    static boolean isRegistry(String text) {
        boolean bracket = text.startsWith("[");
        int end = bracket ? text.indexOf(']') : text.indexOf(':');
        String host = text.substring(bracket ? 1 : 0, end < 0 ? text.length() : end);
        if (host.isEmpty() || bracket && end < 0) {
            return false;
        }
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            if (!(bracket ? isHex(c) || c == ':' || c == '.' : isLetterOrDigit(c) || c == '.' || c == '-')) {
                return false;
            }
        }
        String port = end < 0 ? "" : text.substring(bracket ? end + 1 : end);
        return port.isEmpty() || isPort(port);
    }

    private static boolean isPort(String text) {
        for (int i = 1; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return text.charAt(0) == ':' && text.length() > 1 && text.length() <= 1 + MAX_PORT;
    }

    private static boolean isLowerOrDigit(char c) {
        return c >= 'a' && c <= 'z' || c >= '0' && c <= '9';
    }

    private static boolean isLetterOrDigit(char c) {
        return isLowerOrDigit(c) || c >= 'A' && c <= 'Z';
    }

    private static boolean isHex(char c) {
        return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
    }
}
