package dev.jbuild.core.store;

import dev.jbuild.core.oci.Digest;

/**
 * Which directory form of a layer is meant.
 *
 * @param layer the diffID's digest for a self-contained layer, else the chainID's
 * @param tag whose ids the files carry: {@code root}, {@code userns-<map>} or {@code single}
 */
public record DirectoryForm(Digest layer, String tag) {
    private static final int MAX_TAG = 64; // characters

    public DirectoryForm {
        if (tag.isEmpty() || tag.length() > MAX_TAG || !isPlain(tag)) {
            throw new IllegalArgumentException("got tag \"" + tag + "\", want lower-case letters, digits and -");
        }
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-') {
                return false;
            }
        }
        return true;
    }
}
