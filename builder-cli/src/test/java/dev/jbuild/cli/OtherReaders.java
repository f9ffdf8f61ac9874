package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The one place where what the packaged program wrote is shown to those who know the specification: its own ImageValidator by
 * {@code jbuild verify}, skopeo, and umoci, which unpacks it.
 */
final class OtherReaders {
    private static final byte[] ZSTD = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd}; // what its frames begin with

    private final PackagedProgram program;
    private int count;

    OtherReaders(PackagedProgram program) {
        this.program = program;
    }

    /** An archive of OCI; returns the root file system that umoci made of the image for this machine. */
    Path archive(String file) throws IOException {
        program.runs("verify", file);
        return unpacked("oci-archive:" + program.directory().resolve(file));
    }

    /** A docker archive. */
    Path dockerArchive(String file) throws IOException {
        program.runs("verify", file);
        program.runs("verify", "docker-archive:" + file);
        return unpacked("docker-archive:" + program.directory().resolve(file));
    }

    /** A layout that is a directory, of one image. */
    Path layout(String directory) throws IOException {
        program.runs("verify", "oci:" + directory);
        return unpacked("oci:" + program.directory().resolve(directory));
    }

    /** What a registry has under a name. */
    Path registry(String name) throws IOException {
        program.runs("verify", "registry:" + name);
        return unpacked("docker://" + name);
    }

    /** Skopeo verifies every digest while it copies; umoci every diffID while it unpacks. */
    private Path unpacked(String place) throws IOException {
        Path work = program.directory().resolve("others-" + ++count);
        Files.createDirectories(work);
        assertThat(PackagedProgram.host("skopeo", "inspect", "--tls-verify=false", place))
                .contains("\"Layers\"");
        String layout = work.resolve("layout") + ":1";
        copy(place, "oci:" + layout);
        if (!zstdLayers(work.resolve("layout")).isEmpty()) { // which Debian's umoci does not read
            Path files = Files.createDirectories(work.resolve("files"));
            for (String blob : zstdLayers(work.resolve("layout"))) {
                PackagedProgram.host("tar", "--zstd", "-C", files.toString(), "-xf", blob);
            }
            return files;
        }
        PackagedProgram.host(
                "umoci", "unpack", "--image", layout, work.resolve("bundle").toString());
        return work.resolve("bundle/rootfs");
    }

    /** Blobs of a layout that are compressed by zstd. */
    private static List<String> zstdLayers(Path layout) throws IOException {
        List<String> found = new ArrayList<>();
        for (String blob : PackagedProgram.host("find", layout.resolve("blobs").toString(), "-type", "f")
                .lines()
                .toList()) {
            try (InputStream in = Files.newInputStream(Path.of(blob))) { // zstd itself reads gzip, too
                if (Arrays.equals(in.readNBytes(ZSTD.length), ZSTD)) {
                    found.add(blob);
                }
            }
        }
        return found;
    }

    private static void copy(String from, String to) throws IOException {
        PackagedProgram.host("skopeo", "copy", "-q", "--src-tls-verify=false", from, to);
    }
}
