package dev.jbuild.core.inventory;

import dev.jbuild.core.oci.PackageUrl;
import dev.jbuild.core.tree.TreePath;
import java.util.Comparator;
import java.util.Objects;

/**
 * A package that an image has.
 *
 * @param license as the package says it, in whatever words; empty when it does not
 * @param place the file that says so
 */
public record FoundPackage(PackageUrl url, String license, TreePath place) {
    static final Comparator<FoundPackage> ORDER =
            Comparator.comparing((FoundPackage found) -> found.url.toString()).thenComparing(FoundPackage::place);

    public FoundPackage {
        Objects.requireNonNull(url, "url");
    }
}
