package dev.jbuild.core.store;

import dev.jbuild.core.oci.Digest;

/**
 * Which directory form of a layer is meant.
 *
 * @param layer the diffID's digest for a self-contained layer, else the chainID's
 * @param tag whose ids the files carry: {@code root}, {@code userns-<map>} or {@code single}
 */
public record DirectoryForm(Digest layer, String tag) {
    public DirectoryForm {
        if (!tag.matches("[a-z0-9-]{1,64}")) {
            throw new IllegalArgumentException("got tag \"" + tag + "\", want lower-case letters, digits and -");
        }
    }
}
