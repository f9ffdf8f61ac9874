package dev.jbuild.core.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.image.Image;
import dev.jbuild.core.image.ImageFiles;
import dev.jbuild.core.image.ImageValidator;
import dev.jbuild.core.image.RootFsImport;
import dev.jbuild.core.oci.ContainerConfig;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.store.fakes.InMemoryStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each kind of database is read, inside the image and nowhere else. */
class InventoryTest {
    private static final String OS = "ID=debian\nVERSION_ID=\"12\"\nPRETTY_NAME='Debian 12'\n";

    private final InMemoryStore stored = new InMemoryStore();
    private final BuildStore store = stored.openBuild();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes);

    @AfterEach
    void closeStore() throws IOException {
        stored.close();
    }

    @Test
    void readsDebiansDatabase() throws IOException {
        file("usr/lib/os-release", OS);
        link("etc/os-release", "../usr/lib/os-release");
        file("var/lib/dpkg/status", """
                Package: base-files
                Status: install ok installed
                Architecture: amd64
                Version: 12.4+deb12u5
                Description: files
                 Package: not-this-one

                Package: gone
                Status: deinstall ok config-files
                Version: 1

                Package: libc6
                Status: install ok installed
                Architecture: amd64
                Version: 2:2.36-9
                """);

        assertThat(urls())
                .containsExactly(
                        "pkg:deb/debian/base-files@12.4%2Bdeb12u5?arch=amd64&distro=debian-12",
                        "pkg:deb/debian/libc6@2:2.36-9?arch=amd64&distro=debian-12");
        assertThat(inventory().distribution().prettyName()).isEqualTo("Debian 12");
    }

    @Test
    void readsTheDatabaseOfImagesWithoutDpkg() throws IOException {
        file("etc/os-release", OS);
        file("var/lib/dpkg/status.d/tzdata", "Package: tzdata\nVersion: 2024a\nArchitecture: all\n");
        file("var/lib/dpkg/status.d/tzdata.md5sums", "Package: no\n");

        assertThat(urls()).containsExactly("pkg:deb/debian/tzdata@2024a?arch=all&distro=debian-12");
    }

    @Test
    void readsAlpinesDatabaseOnce() throws IOException {
        file("etc/os-release", "ID=alpine\nVERSION_ID=3.19.1\n");
        file("usr/lib/apk/db/installed", "P:musl\nV:1.2.4-r2\nA:x86_64\nL:MIT\nF:lib\nR:x\n\n");
        link("lib", "usr/lib");

        assertThat(urls()).containsExactly("pkg:apk/alpine/musl@1.2.4-r2?arch=x86_64&distro=alpine-3.19.1");
        assertThat(inventory().packages().get(0).license()).isEqualTo("MIT");
    }

    @Test
    void readsModulesOfNodeAndNoOtherPackageJson() throws IOException {
        file("app/package.json", "{\"name\":\"app\",\"version\":\"1\"}");
        file("app/node_modules/left/package.json", "{\"name\":\"left\",\"version\":\"2.0.0\",\"license\":\"ISC\"}");
        file("app/node_modules/left/dist/package.json", "{\"name\":\"dist\",\"version\":\"9\"}");
        file(
                "app/node_modules/@scope/right/package.json",
                "{\"name\":\"@scope/right\",\"version\":\"3.0.0\",\"license\":{\"type\":\"MIT\"}}");
        file("app/node_modules/broken/package.json", "{\"name\":");

        assertThat(urls()).containsExactly("pkg:npm/%40scope/right@3.0.0", "pkg:npm/left@2.0.0");
        assertThat(inventory().notes())
                .singleElement()
                .asString()
                .startsWith("\"/app/node_modules/broken/package.json\"");
    }

    @Test
    void readsPythonsDistributions() throws IOException {
        file(
                "usr/lib/python3/dist-packages/PyYAML-6.0.dist-info/METADATA",
                "Name: PyYAML\nVersion: 6.0\nLicense: MIT\n\nName: no\n");
        file("usr/lib/python3/dist-packages/old.egg-info/PKG-INFO", "Name: Old_Thing\nVersion: 0.1\n");
        file("usr/lib/python3/dist-packages/single-1.egg-info", "Name: single\nVersion: 1\n");
        file("srv/METADATA", "Name: none\nVersion: 1\n");

        assertThat(urls()).containsExactly("pkg:pypi/old-thing@0.1", "pkg:pypi/pyyaml@6.0", "pkg:pypi/single@1");
    }

    @Test
    void readsJarsAndJarsInThem() throws IOException {
        byte[] inner = zip("META-INF/maven/org.a/inner/pom.properties", pom("org.a", "inner", "1"));
        file(
                "opt/app.jar",
                zip(
                        "BOOT-INF/lib/inner-1.jar",
                        inner,
                        "META-INF/maven/org.b/app/pom.properties",
                        pom("org.b", "app", "2")));
        file("opt/broken.jar", java.util.Arrays.copyOf(zip("META-INF/maven/a/b/pom.properties", new byte[5_000]), 60));
        file("opt/none.jar", "no archive");

        assertThat(urls()).containsExactly("pkg:maven/org.a/inner@1", "pkg:maven/org.b/app@2");
        assertThat(inventory().notes()).singleElement().asString().startsWith("\"/opt/broken.jar\" is read in part");
    }

    @Test
    void stopsAtJarsThatGrowWithoutEnd() throws IOException {
        byte[] jar = zip("META-INF/maven/a/deep/pom.properties", pom("a", "deep", "1"));
        for (int i = 0; i < 6; i++) {
            jar = zip("x.jar", jar);
        }
        file("deep.jar", jar);

        assertThat(urls()).isEmpty();
    }

    @Test
    void namesDatabasesOfRpmAsNotListed() throws IOException {
        file("var/lib/rpm/rpmdb.sqlite", "SQLite");

        assertThat(urls()).isEmpty();
        assertThat(inventory().notes())
                .containsExactly(
                        "the RPM database \"/var/lib/rpm/rpmdb.sqlite\" is not read: its packages are not listed");
    }

    @Test
    void followsLinksInsideTheImageOnly() throws IOException {
        link("var/lib/dpkg/status", "/etc/passwd");
        link("etc/os-release", "../../../../../../etc/os-release");
        link("app/node_modules/x/package.json", "/package.json");
        file("package.json", "{\"name\":\"top\",\"version\":\"1\"}");

        assertThat(urls()).isEmpty();
        assertThat(inventory().distribution()).isEqualTo(Distribution.UNKNOWN);
    }

    private Inventory inventory() throws IOException {
        tar.close();
        Image image = new RootFsImport(store.blobs(), store.layers())
                .read(
                        new ByteArrayInputStream(bytes.toByteArray()),
                        new Platform("linux", "amd64"),
                        ContainerConfig.EMPTY,
                        "x");
        assertThat(new ImageValidator(store.blobs()).validate(image)).isEmpty();
        return Inventory.of(ImageFiles.of(image, store.blobs(), store.layers()));
    }

    private List<String> urls() throws IOException {
        return inventory().packages().stream()
                .map(found -> found.url().toString())
                .toList();
    }

    private void file(String path, String content) throws IOException {
        file(path, content.getBytes(StandardCharsets.UTF_8));
    }

    private void file(String path, byte[] content) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(path);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private void link(String path, String target) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(path, TarConstants.LF_SYMLINK);
        entry.setLinkName(target);
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }

    private static byte[] pom(String group, String artifact, String version) {
        return "#made\ngroupId=%s\nartifactId=%s\nversion=%s\n"
                .formatted(group, artifact, version)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** An archive of names, each followed by its content. */
    private static byte[] zip(Object... namesAndContents) {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(archive)) {
            for (int i = 0; i < namesAndContents.length; i += 2) {
                zip.putNextEntry(new ZipEntry((String) namesAndContents[i]));
                zip.write((byte[]) namesAndContents[i + 1]);
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return archive.toByteArray();
    }
}
