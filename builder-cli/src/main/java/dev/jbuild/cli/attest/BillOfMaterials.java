package dev.jbuild.cli.attest;

import dev.jbuild.core.inventory.FoundPackage;
import dev.jbuild.core.inventory.Inventory;
import dev.jbuild.core.oci.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.spdx.core.InvalidSPDXAnalysisException;
import org.spdx.jacksonstore.MultiFormatStore;
import org.spdx.library.LicenseInfoFactory;
import org.spdx.library.ModelCopyManager;
import org.spdx.library.SpdxModelFactory;
import org.spdx.library.model.v2.ExternalRef;
import org.spdx.library.model.v2.ReferenceType;
import org.spdx.library.model.v2.SpdxDocument;
import org.spdx.library.model.v2.SpdxPackage;
import org.spdx.library.model.v2.enumerations.Purpose;
import org.spdx.library.model.v2.enumerations.ReferenceCategory;
import org.spdx.library.model.v2.enumerations.RelationshipType;
import org.spdx.library.model.v2.license.AnyLicenseInfo;
import org.spdx.library.model.v2.license.SpdxNoAssertionLicense;
import org.spdx.storage.simple.InMemSpdxStore;

/**
 * An inventory as a document of SPDX 2.3, in JSON. The same inventory of the same image always makes the same bytes: the document's time is the
 * image's, its name space a digest of what it says. Used by one thread, once; nothing is fetched.
 *
 * @see <a href="https://spdx.github.io/spdx-spec/v2.3/">SPDX 2.3</a>
 */
public final class BillOfMaterials {
    private static final String ONLY_OWN_LICENSES = "org.spdx.useJARLicenseInfoOnly"; // else the library asks spdx.org
    private static final String PURL = "http://spdx.org/rdf/references/purl";
    private static final String UNSAID = "NOASSERTION";

    private final MultiFormatStore store =
            new MultiFormatStore(new InMemSpdxStore(), MultiFormatStore.Format.JSON_PRETTY);
    private final ModelCopyManager copies = new ModelCopyManager();
    private final SpdxDocument document;
    private final AnyLicenseInfo unsaid;

    /** @param content names what is listed: documents that differ are not to go by one name */
    private BillOfMaterials(Digest content) throws InvalidSPDXAnalysisException {
        String uri = "https://jbuild.invalid/sbom/" + content.algorithm().id() + "-" + content.hex();
        this.document = new SpdxDocument(store, uri, copies, true);
        this.unsaid = new SpdxNoAssertionLicense(store, uri);
    }

    /**
     * What the document is of.
     *
     * @param name as people know it
     * @param tool name and version of what writes it
     */
    public record Subject(String name, Instant created, String tool) {}

    /** The bytes of the document. */
    public static byte[] of(Inventory inventory, Subject subject) {
        System.setProperty(ONLY_OWN_LICENSES, "true");
        SpdxModelFactory.init();
        try {
            return new BillOfMaterials(Digest.ofUtf8(subject + "\n" + inventory)).write(inventory, subject);
        } catch (InvalidSPDXAnalysisException | IOException e) {
            throw new IllegalStateException("no document of SPDX could be made: " + e.getMessage(), e);
        }
    }

    private byte[] write(Inventory inventory, Subject subject) throws InvalidSPDXAnalysisException, IOException {
        document.setSpecVersion("SPDX-2.3");
        document.setName(subject.name());
        document.setCreationInfo(document.createCreationInfo(
                List.of("Tool: " + subject.tool()),
                subject.created().truncatedTo(ChronoUnit.SECONDS).toString()));
        document.setDataLicense(
                LicenseInfoFactory.parseSPDXLicenseStringCompatV2("CC0-1.0", store, document.getDocumentUri(), copies));
        if (!inventory.notes().isEmpty()) {
            document.setComment(String.join("\n", inventory.notes()));
        }
        SpdxPackage image = image(inventory, subject);
        document.getDocumentDescribes().add(image);
        int number = 0;
        for (FoundPackage found : inventory.packages()) {
            add(found, "SPDXRef-Package-" + number++, image);
        }
        List<String> problems = document.verify();
        if (!problems.isEmpty()) {
            throw new InvalidSPDXAnalysisException(problems.get(0));
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        store.serialize(bytes);
        return bytes.toByteArray();
    }

    private SpdxPackage image(Inventory inventory, Subject subject) throws InvalidSPDXAnalysisException {
        SpdxPackage.SpdxPackageBuilder image = document.createPackage(
                        "SPDXRef-Image", subject.name(), unsaid, UNSAID, unsaid)
                .setDownloadLocation(UNSAID)
                .setFilesAnalyzed(false)
                .setPrimaryPurpose(Purpose.CONTAINER);
        if (!inventory.distribution().prettyName().isEmpty()) {
            image.setSourceInfo("made of " + inventory.distribution().prettyName());
        }
        return image.build();
    }

    /** Each package tells where it is; were the image to tell of each, the library would look through all of them every time. */
    private void add(FoundPackage found, String id, SpdxPackage image) throws InvalidSPDXAnalysisException {
        ExternalRef url = document.createExternalRef(
                ReferenceCategory.PACKAGE_MANAGER,
                new ReferenceType(PURL),
                found.url().toString(),
                null);
        String namespace = found.url().namespace();
        boolean scoped = !namespace.isEmpty()
                && !List.of("deb", "apk").contains(found.url().type());
        String separator = found.url().type().equals("maven") ? ":" : "/";
        SpdxPackage.SpdxPackageBuilder made = document.createPackage(
                        id, (scoped ? namespace + separator : "") + found.url().name(), unsaid, UNSAID, unsaid)
                .setDownloadLocation(UNSAID)
                .setFilesAnalyzed(false)
                .setSourceInfo("found in /" + found.place())
                .addExternalRef(url)
                .addRelationship(document.createRelationship(image, RelationshipType.CONTAINED_BY, null));
        if (!found.url().version().isEmpty()) {
            made.setVersionInfo(found.url().version());
        }
        if (!found.license().isEmpty()) {
            made.setLicenseComments("the package says: " + found.license());
        }
        made.build();
    }
}
