package dev.jbuild.core.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.OciJsonReader;
import dev.jbuild.core.store.fakes.InMemoryBlobStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Holds every OCI layout and archive to the image-spec that a test of this module leaves in its temporary directory. JUnit finds it by
 * itself and asks it after each test, so that none can forget it. One that wants something wrong gives it another name than
 * {@code index.json} or {@code *.tar}, or is tagged {@value #WRONG}.
 */
public final class ValidLayouts implements AfterEachCallback {
    public static final String WRONG = "leaves-a-wrong-layout";

    private static final String MARK = "oci-layout";
    private static final String BLOBS = "blobs/sha256/";
    private static final int DEPTH = 4; // of directories

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        boolean ours = context.getRequiredTestClass().getName().startsWith("dev.jbuild.core.");
        if (!ours || context.getTags().contains(WRONG)) {
            return;
        }
        for (Path directory : TempDirectories.of(context)) {
            check(directory);
        }
    }

    static void check(Path directory) throws IOException {
        List<Path> found;
        try (Stream<Path> files = Files.walk(directory, DEPTH)) {
            found = files.filter(Files::isRegularFile)
                    .filter(file -> file.endsWith(MARK) || file.toString().endsWith(".tar"))
                    .toList();
        }
        for (Path file : found) {
            Map<String, byte[]> layout = file.endsWith(MARK) ? files(file.getParent()) : entries(file);
            if (layout.containsKey(MARK)) {
                check(file, layout);
            }
        }
    }

    private static Map<String, byte[]> files(Path layout) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(layout)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(layout.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return files;
    }

    private static Map<String, byte[]> entries(Path archive) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (InputStream in = Files.newInputStream(archive);
                TarArchiveInputStream tar = new TarArchiveInputStream(in)) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (entry.isFile()) {
                    files.put(entry.getName().replaceFirst("^\\./", ""), tar.readAllBytes());
                }
            }
        }
        return files;
    }

    private static void check(Path what, Map<String, byte[]> layout) throws IOException {
        String version = new String(layout.get(MARK), UTF_8).replaceAll("\\s", "");
        expect(what, version.contains("\"imageLayoutVersion\":\"1.0.0\""), "no version");
        InMemoryBlobStore blobs = new InMemoryBlobStore();
        for (Map.Entry<String, byte[]> file : layout.entrySet()) {
            if (file.getKey().startsWith(BLOBS)) {
                String hex = file.getKey().substring(BLOBS.length());
                expect(what, blobs.put(file.getValue()).hex().equals(hex), hex + " has other bytes");
            }
        }
        expect(what, layout.containsKey("index.json"), "no index.json");
        for (Descriptor image :
                OciJsonReader.readIndex(layout.get("index.json")).manifests()) {
            Digest digest = image.digest();
            expect(what, blobs.contains(digest), digest + " is not there");
            List<String> problems = new ImageValidator(blobs).validate(image);
            expect(what, problems.isEmpty(), String.join("; ", problems));
        }
    }

    private static void expect(Path what, boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError("a test left the wrong layout " + what + ": " + otherwise);
        }
    }
}
