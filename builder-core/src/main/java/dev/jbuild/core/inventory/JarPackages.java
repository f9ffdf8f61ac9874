package dev.jbuild.core.inventory;

import dev.jbuild.core.oci.PackageUrl;
import dev.jbuild.core.tree.TreePath;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/**
 * The packages of Maven in a jar, and in the jars in it, by their {@code pom.properties}. What is inflated is bounded, as is how deep it goes;
 * nothing is written. Used by one thread, once.
 *
 * @see <a href="https://maven.apache.org/shared/maven-archiver/#pom-properties">Maven archiver, pom.properties</a>
 */
final class JarPackages {
    private static final int MAX_DEPTH = 3; // a jar in a war in an ear
    private static final int MAX_ENTRIES = 200_000;
    private static final long MAX_BYTES = 4L * 1024 * 1024 * 1024; // 4 GiB, inflated, of one outer jar
    private static final int MAX_PROPERTIES_BYTES = 64 * 1024; // 64 KiB

    private final PackageFiles files;
    private final Consumer<FoundPackage> found;
    private final Consumer<String> notes;
    private long leftBytes = MAX_BYTES;
    private int leftEntries = MAX_ENTRIES;

    JarPackages(PackageFiles files, Consumer<FoundPackage> found, Consumer<String> notes) {
        this.files = files;
        this.found = found;
        this.notes = notes;
    }

    static boolean isArchive(String name) {
        return name.endsWith(".jar") || name.endsWith(".war") || name.endsWith(".ear");
    }

    void look(TreePath path) throws IOException {
        try (InputStream in = files.open(path)) {
            read(in, path, 1);
        } catch (ZipException | EOFException | IllegalArgumentException e) { // the last: text in no known encoding
            notes.accept("\"/" + path + "\" is read in part: " + e.getMessage());
        } catch (TooLargeException e) {
            notes.accept("\"/" + path + "\" is read in part: it is too large");
        }
    }

    private void read(InputStream jar, TreePath path, int depth) throws IOException {
        ZipInputStream zip = new ZipInputStream(jar); // closing it would close what it reads
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            if (--leftEntries < 0) {
                throw new TooLargeException();
            }
            InputStream bytes = new Counted(zip);
            String name = entry.getName();
            if (name.startsWith("META-INF/maven/") && name.endsWith("/pom.properties")) {
                pom(bytes.readNBytes(MAX_PROPERTIES_BYTES), path);
            } else if (isArchive(name) && depth < MAX_DEPTH) {
                read(bytes, path, depth + 1);
            }
            bytes.transferTo(java.io.OutputStream.nullOutputStream());
        }
    }

    private void pom(byte[] bytes, TreePath path) throws IOException {
        Properties properties = new Properties();
        properties.load(new ByteArrayInputStream(bytes));
        String name = properties.getProperty("artifactId", "").strip();
        if (!name.isEmpty()) {
            PackageUrl url = new PackageUrl(
                    "maven",
                    properties.getProperty("groupId", "").strip(),
                    name,
                    properties.getProperty("version", "").strip());
            found.accept(new FoundPackage(url, "", path));
        }
    }

    private static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1;
    }

    /** One entry's bytes, which count; closing it closes nothing. */
    private final class Counted extends FilterInputStream {
        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = super.read(bytes, offset, length);
            leftBytes -= Math.max(count, 0);
            if (leftBytes < 0) {
                throw new TooLargeException();
            }
            return count;
        }

        @Override
        public void close() {
            // the archive goes on behind the entry
        }
    }
}
