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

    // By hand, as those of the compiler are linked when first used: milliseconds at the first command of a build.
    @Override
    public boolean equals(Object object) {
        return object instanceof DirectoryForm other && layer.equals(other.layer) && tag.equals(other.tag);
    }

    @Override
    public int hashCode() {
        return 31 * layer.hashCode() + tag.hashCode();
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
