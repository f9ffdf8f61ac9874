package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.oci.ChainId;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.testdata.DockerRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The directory forms of a pulled image, one on the other, have the files that umoci makes of the same image, with all that is said of them. */
@Tag("root")
@Tag("peers")
class DirectoryFormsPeersTest {
    /** Everything that a tar says of the files below a directory, and then the tar itself as one sum. */
    private static final String LIST = """
            list() {
                (cd "$1" && find . -mindepth 1 -print0 | LC_ALL=C sort -z | tar --no-recursion --null -T - \\
                    --numeric-owner --format=pax --pax-option=delete=atime,delete=ctime,exthdr.name=%d/%f,exthdr.mtime=0 \\
                    --xattrs --xattrs-include='security.*' --xattrs-include='user.*' -cf "$2")
                tar --xattrs --xattrs-include='*' --numeric-owner --full-time -tvvf "$2"
                sha256sum <"$2"
            }
            """;

    @Test
    void areWhatUmociUnpacks() throws IOException {
        try (PackagedProgram program = PackagedProgram.here();
                DockerRegistry registry =
                        DockerRegistry.start(program.home().resolve("registry"), DockerRegistry.Kind.PLAIN)) {
            Path work = program.directory();
            String layout = work.resolve("layout") + ":1";
            PackagedProgram.host(
                    "umoci", "init", "--layout", work.resolve("layout").toString());
            PackagedProgram.host("umoci", "new", "--image", layout);
            for (Path layer : OddLayers.write(Files.createDirectory(work.resolve("layers")))) {
                PackagedProgram.host("umoci", "raw", "add-layer", "--image", layout, layer.toString());
            }
            String name = registry.name() + "/test/odd:1";
            PackagedProgram.host(
                    "skopeo", "copy", "-q", "--dest-tls-verify=false", "oci:" + layout, "docker://" + name);
            Path bundle = new OtherReaders(program).registry(name);

            program.runs("pull", name);
            long pulled = diskUsage(program, name);
            program.runs("run", "--rm", name, "/bin/busybox", "true");

            String files = listing(program, bundle);
            for (String option : List.of("userxattr", "index=off")) { // as of Linux 5.11, and as before
                assertThat(merged(program, forms(program, name), option))
                        .as("mounted with %s", option)
                        .isEqualTo(files);
            }
            assertThat(diskUsage(program, name) - pulled)
                    .as("what jbuild images --tree counts more than before")
                    .isGreaterThanOrEqualTo(Files.size(Path.of("/bin/busybox")) / 1000);
        }
    }

    /** The directory forms of an image in the store, the topmost first. */
    private static List<Path> forms(PackagedProgram program, String name) throws IOException {
        program.runs("inspect", "-f", "{{range .RootFS.Layers}}{{println .}}{{end}}", name);
        List<DiffId> chain = new ArrayList<>();
        List<Path> forms = new ArrayList<>();
        for (String layer : program.out().strip().split("\n")) {
            chain.add(new DiffId(Digest.parse(layer)));
            Path own = form(program, chain.get(chain.size() - 1).digest());
            forms.add(Files.exists(own) ? own : form(program, ChainId.of(chain).digest()));
        }
        assertThat(forms)
                .hasSize(OddLayers.COUNT)
                .allSatisfy(form -> assertThat(form).isDirectory());
        Collections.reverse(forms);
        return forms;
    }

    private static Path form(PackagedProgram program, Digest layer) {
        String hex = layer.hex();
        return program.store()
                .resolve("layers")
                .resolve(hex.substring(0, 2))
                .resolve(hex)
                .resolve("lower-root/root");
    }

    /** What a container sees of directories that lie on each other. */
    private static String merged(PackagedProgram program, List<Path> forms, String option) throws IOException {
        List<String> lower = forms.stream().map(Path::toString).toList();
        Path place = Files.createDirectory(program.home().resolve("merged-" + option));
        String script = LIST + "mount -t overlay overlay -o \"$3,lowerdir=$0\" \"$1\" && list \"$1\" \"$2\"";
        return PackagedProgram.host(
                "unshare",
                "--mount",
                "sh",
                "-ec",
                script,
                String.join(":", lower),
                place.toString(),
                program.home().resolve("forms.tar").toString(),
                option);
    }

    private static String listing(PackagedProgram program, Path directory) throws IOException {
        String tar = program.home().resolve("umoci.tar").toString();
        return PackagedProgram.host("sh", "-ec", LIST + "list \"$0\" \"$1\"", directory.toString(), tar);
    }

    /** In kB. */
    private static long diskUsage(PackagedProgram program, String name) {
        program.runs("images", "--tree", name);
        String[] row = program.out().lines().skip(1).findFirst().orElseThrow().split(" {2,}");
        String[] size = row[2].split(" ");
        double number = Double.parseDouble(size[0]);
        return Math.round(number * (size[1].equals("MB") ? 1000 : 1));
    }
}
