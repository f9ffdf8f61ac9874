package dev.jbuild.cli.attest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.inventory.Distribution;
import dev.jbuild.core.inventory.FoundPackage;
import dev.jbuild.core.inventory.Inventory;
import dev.jbuild.core.oci.JsonDocument;
import dev.jbuild.core.oci.PackageUrl;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An inventory becomes a valid document of SPDX, and the same one each time. */
class BillOfMaterialsTest {
    private static final BillOfMaterials.Subject SUBJECT =
            new BillOfMaterials.Subject("test/x:latest", Instant.ofEpochSecond(1_000, 5), "jbuild-test");

    @Test
    void namesEveryPackage() throws IOException {
        JsonDocument document = JsonDocument.parse("sbom", BillOfMaterials.of(inventory(3), SUBJECT));

        assertThat(document.text("spdxVersion")).isEqualTo("SPDX-2.3");
        assertThat(document.text("dataLicense")).isEqualTo("CC0-1.0");
        assertThat(document.text("comment")).isEqualTo("left out");
        assertThat(document.object("creationInfo").orElseThrow().text("created"))
                .isEqualTo("1970-01-01T00:16:40Z");
        List<String> names = new ArrayList<>();
        for (JsonDocument found : document.objects("packages")) {
            names.add(found.text("name") + " " + found.text("versionInfo"));
        }
        assertThat(names).contains("test/x:latest ", "org.a:lib 1", "@s/p 2", "name-0 0", "name-2 2");
        JsonDocument last = document.objects("packages").get(names.indexOf("name-2 2"));
        assertThat(last.objects("externalRefs").get(0).text("referenceLocator")).isEqualTo("pkg:deb/debian/name-2@2");
        assertThat(last.text("licenseComments")).isEqualTo("the package says: Any <words> at all");
        assertThat(document.objects("relationships"))
                .anyMatch(relation -> relation.values().get("relationshipType").equals("DESCRIBES"));
    }

    @Test
    void isTheSameEachTimeAlsoOfMany() {
        byte[] one = BillOfMaterials.of(inventory(400), SUBJECT);

        assertThat(BillOfMaterials.of(inventory(400), SUBJECT)).isEqualTo(one);
    }

    private static Inventory inventory(int count) {
        List<FoundPackage> packages = new ArrayList<>();
        TreePath place = TreePath.of("var/lib/dpkg/status");
        for (int i = 0; i < count; i++) {
            PackageUrl url = new PackageUrl("deb", "debian", "name-" + i, String.valueOf(i));
            packages.add(new FoundPackage(url, "Any <words> at all", place));
        }
        packages.add(new FoundPackage(new PackageUrl("maven", "org.a", "lib", "1"), "", place));
        packages.add(new FoundPackage(new PackageUrl("npm", "@s", "p", "2"), "", place));
        packages.add(new FoundPackage(new PackageUrl("pypi", "", "unversioned", ""), "", place));
        return new Inventory(new Distribution("debian", "12", "Debian 12"), packages, List.of("left out"));
    }
}
