package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.oci.JsonDocument;
import dev.jbuild.testdata.DockerRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every output of a build, from the packaged program, as others read it. */
@Tag("root")
@Tag("peers")
class OutputsTest {
    private static final String DOCKERFILE = """
            FROM busybox
            COPY hello.txt /srv/
            RUN echo made >/srv/made
            """;

    private static PackagedProgram program;
    private static OtherReaders others;

    @BeforeAll
    static void makeContext() throws IOException {
        program = PackagedProgram.here().withBusybox();
        program.files("context", "Dockerfile", DOCKERFILE, "hello.txt", "hello\n");
        others = new OtherReaders(program);
    }

    @AfterAll
    static void close() {
        program.close();
    }

    @Test
    void writesArchivesOfEachCompression() throws IOException {
        program.runs(
                "-q",
                "-t",
                "test/x",
                "-o",
                "type=oci,dest=gzip.tar",
                "-o",
                "type=oci,dest=best.tar,compression=gzip,compression-level=9,force-compression=true",
                "-o",
                "type=oci,dest=zstd.tar,compression=zstd,compression-level=3",
                "-o",
                "type=oci,dest=plain.tar,compression=uncompressed",
                "-o",
                "type=oci,dest=docker-types.tar,oci-mediatypes=false",
                "context");
        String id = program.out().strip();
        for (String name : List.of("gzip", "best", "zstd", "plain", "docker-types")) {
            assertThat(Files.readString(others.archive(name + ".tar").resolve("srv/made")))
                    .isEqualTo("made\n");
        }
        program.runs("load", "-i", "zstd.tar");
        program.runs("inspect", "-f", "{{.Id}}", "test/x");
        assertThat(program.out().strip()).isEqualTo(id);
        assertThat(size("zstd.tar")).isLessThan(size("plain.tar"));
        assertThat(layers("zstd.tar")).contains("tar+zstd").doesNotContain("tar+gzip");
        assertThat(layers("docker-types.tar")).contains("vnd.docker.image.rootfs.diff.tar.gzip");
    }

    @Test
    void writesDockersArchivesAndLayouts() throws IOException {
        program.runs(
                "-t", "test/x", "-o", "type=docker,dest=docker.tar", "-o", "type=oci,tar=false,dest=layout", "context");
        assertThat(others.dockerArchive("docker.tar").resolve("srv/hello.txt")).hasContent("hello\n");
        assertThat(others.layout("layout").resolve("srv/hello.txt")).hasContent("hello\n");
    }

    @Test
    void linksLayoutsToTheStoreWhenToldTo() throws IOException {
        program.runs("-o", "type=oci,tar=false,dest=linked,blobs=link,compression=uncompressed", "context");
        String linked = PackagedProgram.host(
                "find", program.directory().resolve("linked/blobs").toString(), "-type", "f", "-links", "+1");
        assertThat(linked.lines()).hasSizeGreaterThanOrEqualTo(3);
        others.layout("linked");
    }

    @Test
    void writesFiles() throws IOException {
        Path local = program.directory().resolve("local");
        program.runs("-o", "type=local,dest=context/../local", "-o", "type=tar,dest=files.tar", "context");
        Files.writeString(local.resolve("mine"), "kept");
        program.runs("-o", "type=local,dest=local,mode=copy", "context");
        assertThat(local.resolve("mine")).exists();
        program.runs("-o", "type=local,dest=local,mode=delete", "context");
        assertThat(local.resolve("mine")).doesNotExist();
        assertThat(local.resolve("srv/made")).hasContent("made\n");
        assertThat(PackagedProgram.host(
                        "tar", "-tf", program.directory().resolve("files.tar").toString()))
                .contains("srv/made");

        program.runs("-o", "type=local,dest=split,platform-split=true", "context");
        assertThat(program.directory().resolve("split/linux_amd64/srv/made")).exists();
    }

    @Test
    void putsAnIndexAroundOnePlatformWhenToldTo() throws IOException {
        program.runs(
                "-t",
                "test/indexed",
                "--build-arg",
                "BUILDKIT_MULTI_PLATFORM=1",
                "-o",
                "type=image",
                "-o",
                "type=oci,tar=false,dest=indexed",
                "-o",
                "type=local,dest=indexed-files",
                "-o",
                "type=tar,dest=indexed-files.tar",
                "context");
        assertThat(PackagedProgram.host(
                        "skopeo",
                        "inspect",
                        "--raw",
                        "oci:" + program.directory().resolve("indexed")))
                .contains("\"manifests\"")
                .contains("\"amd64\"");
        assertThat(others.layout("indexed").resolve("srv/made")).hasContent("made\n");
        assertThat(program.directory().resolve("indexed-files/linux_amd64/srv/made"))
                .hasContent("made\n");
        assertThat(PackagedProgram.host(
                        "tar",
                        "-tf",
                        program.directory().resolve("indexed-files.tar").toString()))
                .contains("linux_amd64/srv/made");
        program.runs("run", "--rm", "test/indexed", "cat", "/srv/made");
        assertThat(program.out()).isEqualTo("made\n");
    }

    @Test
    void keepsNothingWhenOnlyTheCacheIsWanted() {
        program.runs("-t", "test/cacheonly", "-o", "type=cacheonly", "context");
        assertThat(program.run("inspect", "test/cacheonly")).isEqualTo(1);
    }

    @Test
    void keepsAnImageInTheFormOfItsOutput() throws IOException {
        program.runs(
                "-o", "type=image,name=test/kept:1,annotation.team=x", "-o", "type=oci,dest=beside.tar", "context");
        program.runs("copy", "-q", "test/kept:1", "oci:kept");
        assertThat(PackagedProgram.host(
                        "sh",
                        "-c",
                        "cat \"$0\"/blobs/sha256/*",
                        program.directory().resolve("kept").toString()))
                .contains("\"team\":\"x\"");
        others.archive("beside.tar");
    }

    @Test
    void writesWhatItMadeToFiles() throws IOException {
        program.runs(
                "-q",
                "-t",
                "test/x",
                "--label",
                "a=b",
                "--annotation",
                "index:c=d",
                "--annotation",
                "e=f",
                "--iidfile",
                "iid",
                "--metadata-file",
                "metadata.json",
                "--provenance=max",
                "--sbom",
                "-o",
                "type=oci,dest=attested.tar",
                "context");

        String id = program.out().strip();
        assertThat(program.directory().resolve("iid")).hasContent(id);
        JsonDocument metadata = JsonDocument.parse(
                "metadata", Files.readAllBytes(program.directory().resolve("metadata.json")));
        assertThat(metadata.text("containerimage.config.digest")).isEqualTo(id);
        assertThat(metadata.object("containerimage.descriptor").orElseThrow().text("digest"))
                .isEqualTo(metadata.text("containerimage.digest"));
        assertThat(metadata.text("image.name")).isEqualTo("docker.io/test/x:latest");
        assertThat(metadata.text("buildx.build.ref")).isNotEmpty();
        assertThat(metadata.object("buildx.build.provenance").orElseThrow().has("buildDefinition"))
                .isTrue();
        others.archive("attested.tar");
        program.runs("load", "-i", "attested.tar");
        program.runs("inspect", "-f", "{{.Id}} {{json .Config.Labels}}", "test/x");
        assertThat(program.out().strip()).isEqualTo(id + " {\"a\":\"b\"}");
    }

    @Test
    void writesAttestationsAsFiles() throws IOException {
        program.runs("--provenance", "min", "--sbom", "-o", "type=local,dest=claims,attestation-prefix=x-", "context");

        Path claims = program.directory().resolve("claims");
        JsonDocument provenance =
                JsonDocument.parse("statement", Files.readAllBytes(claims.resolve("x-provenance.json")));
        assertThat(provenance.text("predicateType")).isEqualTo("https://slsa.dev/provenance/v1");
        assertThat(provenance.objects("subject"))
                .anyMatch(subject -> subject.values().get("name").equals("srv/made"));
        JsonDocument bill = JsonDocument.parse("statement", Files.readAllBytes(claims.resolve("x-sbom.spdx.json")));
        assertThat(bill.object("predicate").orElseThrow().text("spdxVersion")).isEqualTo("SPDX-2.3");
    }

    @Test
    void refusesAttestationsWhereNoneCanStand() {
        assertThat(program.run("--sbom", "-o", "type=docker,dest=no.tar", "context"))
                .isEqualTo(2);
        assertThat(program.err()).contains("a docker archive holds one image and no attestations", "type=oci");
        assertThat(program.directory().resolve("no.tar")).doesNotExist();
    }

    @Test
    void makesTheSameBytesOfOneEpochWhenItRewritesTimes() throws IOException {
        program.env("SOURCE_DATE_EPOCH", "1000");
        try {
            String output = "type=oci,rewrite-timestamp=true,dest=";
            program.runs("-o", output + "epoch-1.tar", "context");
            program.runs("--no-cache", "-o", output + "epoch-2.tar", "context");
        } finally {
            program.env("SOURCE_DATE_EPOCH", "");
        }
        Path one = program.directory().resolve("epoch-1.tar");
        assertThat(program.directory().resolve("epoch-2.tar")).hasSameBinaryContentAs(one);
        assertThat(PackagedProgram.host(
                        "stat",
                        "-c",
                        "%Y",
                        others.archive("epoch-1.tar").resolve("srv/made").toString()))
                .isEqualTo("1000\n");
    }

    @Test
    void pushes() throws IOException, InterruptedException {
        try (DockerRegistry registry =
                DockerRegistry.start(program.directory().resolve("registry"), DockerRegistry.Kind.PLAIN)) {
            String name = registry.name() + "/team/x";
            program.runs("-t", name + ":pushed", "--push", "--provenance=max", "context");
            assertThat(others.registry(name + ":pushed").resolve("srv/made")).hasContent("made\n");
            program.runs("-o", "type=image,push=true,name=" + name + ":image", "context");
            others.registry(name + ":image");
            program.runs(
                    "--metadata-file",
                    "pushed.json",
                    "-o",
                    "type=registry,push-by-digest=true,name=" + name + ",compression=zstd",
                    "context");
            String digest = JsonDocument.parse(
                            "metadata", Files.readAllBytes(program.directory().resolve("pushed.json")))
                    .text("containerimage.digest");
            others.registry(name + "@" + digest);
            assertThat(program.run("manifest", "inspect", name + ":latest")).isNotZero();
            assertThat(program.run("diff", "registry:" + name + ":image", name + ":image"))
                    .isEqualTo(1);
            assertThat(program.out()).contains("compression").doesNotContain("diffID", "config ");
        }
    }

    @Test
    void loadsIntoWhatIsThereAndWorks() throws IOException {
        String engine =
                "#!/bin/sh\ncase $1 in version) exit ${BROKEN:-0};; load) cat >\"$HOME/loaded-$(basename \"$0\").tar\";; esac\n";
        program.files("bin", "docker", engine, "podman", engine.replace("${BROKEN:-0}", "0"));
        for (String name : List.of("docker", "podman")) {
            PackagedProgram.host(
                    "chmod", "755", program.directory().resolve("bin/" + name).toString());
        }
        program.env("PATH", program.directory().resolve("bin") + ":" + System.getenv("PATH"));
        Path home = program.directory().getParent();
        try {
            program.runs("--load", "-t", "test/loaded", "context");
            program.runs("verify", home.resolve("loaded-docker.tar").toString());
            assertThat(program.run("inspect", "test/loaded")).isEqualTo(1); // it is docker's, and not the store's
            program.files("bin", "docker", engine.replace("${BROKEN:-0}", "1"));
            program.runs("-o", "type=docker", "-t", "test/loaded", "context");
            assertThat(home.resolve("loaded-podman.tar")).exists();
            program.files("bin", "podman", engine.replace("${BROKEN:-0}", "1"));
            program.runs("--load", "-t", "test/loaded", "context");
            program.runs("verify", "test/loaded");
            program.files("bin", "podman", "#!/bin/sh\n[ $1 = version ] || { echo no space >&2; exit 3; }\n");
            assertThat(program.run("--load", "-t", "test/again", "context")).isEqualTo(3);
            assertThat(program.err()).contains("podman load: exit status 3: no space");
        } finally {
            program.env("PATH", System.getenv("PATH"));
        }
    }

    private static long size(String file) throws IOException {
        return Files.size(program.directory().resolve(file));
    }

    /** The documents of an archive, as text. */
    private static String layers(String file) throws IOException {
        return PackagedProgram.host(
                "sh",
                "-c",
                "tar -xOf \"$0\" --wildcards 'blobs/*' | grep -a mediaType",
                program.directory().resolve(file).toString());
    }
}
