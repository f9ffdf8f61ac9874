package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets of a build are nowhere but in the step that asks for them, while it runs and after it, however it ends. */
@Tag("root")
class SecretLeakTest {
    private static final Set<String> PROGRAMS =
            Set.of("runuser", "dash", "bash", "java"); // what starts it, its script's shell, and what that becomes
    private static final String AS_FILE = "s3cret of a+file/with 5igns=%";
    private static final String AS_VARIABLE = "s3cret of a+variable/with=%";
    private static final String OF_ENVIRONMENT = "s3cret of the+environment/=%";
    private static final String OF_AGENT = "s3cret of an+agent/with 5igns=%";
    private static final String DOCKERFILE = """
            FROM busybox AS good
            COPY agent /agent
            RUN --mount=type=secret,id=file --mount=type=secret,id=variable,env=TOKEN --mount=type=secret,id=environment \\
                test -s /run/secrets/file && test -n "$TOKEN" && test -s /run/secrets/environment && sleep 1
            RUN --mount=type=ssh /agent "$SSH_AUTH_SOCK" && echo agent answered
            FROM busybox AS failing
            RUN --mount=type=secret,id=file --mount=type=secret,id=variable,env=TOKEN sh -c 'kill -SEGV $$'; exit $?
            """;
    private static final List<String> SECRETS = List.of(
            "--secret",
            "id=file,src=file",
            "--secret",
            "id=variable,src=variable",
            "--secret",
            "id=environment,env=GIVEN");
    private static final Path SOURCE = Path.of("src/test/resources/secrets/agent.c");

    @TempDir
    Path dir;

    @ParameterizedTest
    @ValueSource(strings = {"native", "crun", "runc"})
    void areNowhereElse(String runtime) throws Exception {
        areNowhereElse(PackagedProgram.here(), runtime);
    }

    @ParameterizedTest
    @Tag("rootless")
    @ValueSource(strings = {"native", "crun", "runc"})
    void areNowhereElseWhenAnOrdinaryUserBuilds(String runtime) throws Exception {
        areNowhereElse(PackagedProgram.ofOrdinaryUser(), runtime);
    }

    private static void areNowhereElse(PackagedProgram started, String runtime) throws Exception {
        Path socket = started.directory().resolve("agent.sock");
        try (PackagedProgram program = started.withBusybox();
                StandInAgent agent = StandInAgent.listen(socket, OF_AGENT)) {
            program.files("context", "Dockerfile", DOCKERFILE);
            compileAgent(program.directory().resolve("context/agent"));
            Files.writeString(program.directory().resolve("file"), AS_FILE);
            Files.writeString(program.directory().resolve("variable"), AS_VARIABLE);
            program.env("GIVEN", OF_ENVIRONMENT);
            ProcessSampling sampling = sampling(runtime);
            build(program.own(), runtime, socket);
            sampling.close();
            assertThat(sampling.rounds()).as("looks at all processes").isPositive();
            assertThat(sampling.found()).isEmpty();
            assertThat(agent.answered()).isTrue();
            assertThat(program.directory().resolve("files/provenance.json"))
                    .as("a claim, which names the secrets")
                    .content()
                    .contains("\"secrets\":[{\"id\":\"environment\"}")
                    .contains("\"Dockerfile\"");
            assertThat(program.directory().resolve("files/sbom.spdx.json")).exists();
            Files.delete(program.directory().resolve("file"));
            Files.delete(program.directory().resolve("variable"));
            Files.deleteIfExists(socket);
            for (String secret : List.of(AS_FILE, AS_VARIABLE, OF_ENVIRONMENT, OF_AGENT)) {
                // The store, all outputs, standard output and error, and whatever else was written below the program's
                // home.
                for (Path written : writtenBy(program)) {
                    assertThat(new SecretScan(secret).findBelow(written))
                            .as(secret)
                            .isEmpty();
                }
            }
            assertThat(coreFiles(program.store().getParent())).isEmpty();
        }
    }

    /** Who may have a secret: the program what its user put into its environment, the step's processes what it asked for. */
    private static ProcessSampling sampling(String runtime) {
        int deep = ids(Path.of("/proc/self/status")) + (runtime.equals("native") ? 1 : 2);
        Predicate<Path> givenToTheProgram = file -> file.endsWith("environ") && PROGRAMS.contains(program(file));
        Predicate<Path> askedForByTheStep =
                file -> file.endsWith("environ") && ids(file.resolveSibling("status")) == deep;
        return new ProcessSampling(Map.of(
                        new SecretScan(AS_FILE),
                        file -> false,
                        new SecretScan(AS_VARIABLE),
                        askedForByTheStep,
                        new SecretScan(OF_ENVIRONMENT),
                        givenToTheProgram,
                        new SecretScan(OF_AGENT),
                        file -> false))
                .begin();
    }

    /** In how many namespaces of processes one is: those of a step are in one of their own, or in a runtime's and one of their own. */
    private static int ids(Path status) {
        return text(status, "status")
                .lines()
                .filter(line -> line.startsWith("NSpid:"))
                .mapToInt(line -> line.split("\\s+").length - 1)
                .sum();
    }

    private static void build(PackagedProgram program, String runtime, Path socket) {
        List<String> good = new ArrayList<>(List.of("-t", "test/secret", "--target=good", "--runtime=" + runtime));
        good.addAll(List.of("--metadata-file", "metadata.json", "--iidfile", "iid", "--progress=plain", "context"));
        good.addAll(List.of("--ssh", "default=" + socket));
        good.addAll(List.of("--provenance=max", "--sbom", "-o", "type=oci,dest=attested.tar"));
        good.addAll(List.of("-o", "type=local,dest=files", "-o", "type=image"));
        good.addAll(SECRETS);
        program.runs(good.toArray(String[]::new));
        assertThat(program.err()).contains("agent answered");
        List<String> failing =
                new ArrayList<>(List.of("--target=failing", "--runtime=" + runtime, "--explain", "context"));
        failing.addAll(SECRETS);
        assertThat(program.run(failing.toArray(String[]::new))).isEqualTo(1);
        program.runs("save", "-o", "saved.tar", "test/secret");
        program.runs("verify", "saved.tar", "attested.tar");
        program.runs("history", "test/secret").runs("inspect", "test/secret").runs("logs");
    }

    private static void compileAgent(Path to) throws IOException {
        PackagedProgram.host(
                "gcc",
                "-O1",
                "-ffreestanding",
                "-nostdlib",
                "-static",
                "-fno-pie",
                "-no-pie",
                "-fno-stack-protector",
                "-o",
                to.toString(),
                SOURCE.toString());
    }

    /**
     * What it executes, by file and not by name: a child that the program has just made, and that executes nothing else
     * yet, has the name of the thread that made it, and is the program with its environment all the same.
     */
    private static String program(Path file) {
        try {
            String path = Files.readSymbolicLink(file.resolveSibling("exe")).toString();
            return path.substring(path.lastIndexOf('/') + 1);
        } catch (IOException e) {
            return "";
        }
    }

    private static String text(Path file, String sibling) {
        try {
            return new String(Files.readAllBytes(file.resolveSibling(sibling)), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    /** All that is in its home but the program itself. */
    private static List<Path> writtenBy(PackagedProgram program) throws IOException {
        try (Stream<Path> files = Files.list(program.store().getParent())) {
            return files.filter(file -> !file.endsWith("program")).toList();
        }
    }

    private static List<Path> coreFiles(Path below) throws IOException {
        try (Stream<Path> files = Files.walk(below)) {
            return files.filter(file -> file.getFileName().toString().matches("core(\\.[0-9]+)?"))
                    .filter(Files::isRegularFile)
                    .toList();
        }
    }

    @Test
    void plantedCopiesAreFound() throws Exception {
        byte[] secret = AS_FILE.getBytes(StandardCharsets.UTF_8);
        String base64 = Base64.getEncoder().encodeToString(("xy" + AS_FILE).getBytes(StandardCharsets.UTF_8));
        plant("raw", secret);
        plant("base64", base64.getBytes(StandardCharsets.US_ASCII));
        plant("hex", HexFormat.of().formatHex(secret).getBytes(StandardCharsets.US_ASCII));
        plant("url", URLEncoder.encode(AS_FILE, StandardCharsets.UTF_8).getBytes(StandardCharsets.US_ASCII));
        plant("UTF-16", AS_FILE.getBytes(StandardCharsets.UTF_16LE));
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(("before " + base64 + " behind").getBytes(StandardCharsets.US_ASCII));
        }
        plant("gzip", packed.toByteArray());
        assertThat(new SecretScan(AS_FILE).findBelow(dir))
                .extracting(found -> found.replaceAll("^.*/", ""))
                .containsExactlyInAnyOrder(
                        "raw: raw",
                        "base64: base64-2",
                        "hex: hex",
                        "url: url",
                        "UTF-16: UTF-16LE",
                        "gzip: gzip of base64-2");
        assertThat(new SecretScan(AS_VARIABLE).findBelow(dir)).isEmpty();
    }

    private void plant(String name, byte[] bytes) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes("some text before ".getBytes(StandardCharsets.US_ASCII));
        file.writeBytes(bytes);
        file.writeBytes(" and behind".getBytes(StandardCharsets.US_ASCII));
        Files.write(dir.resolve(name), file.toByteArray());
    }

    @Test
    void plantedArgumentsAndVariablesAreFound() throws Exception {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", "sleep 20; : '" + AS_FILE + "'");
        builder.environment().put("PLANTED", AS_VARIABLE);
        Process process = builder.start();
        ProcessSampling sampling = new ProcessSampling(
                        Map.of(new SecretScan(AS_FILE), file -> false, new SecretScan(AS_VARIABLE), file -> false))
                .begin();
        String arguments = "/proc/" + process.pid() + "/cmdline";
        String variables = "/proc/" + process.pid() + "/environ";
        for (int i = 0; i < 500 && !sampling.found().keySet().containsAll(Set.of(arguments, variables)); i++) {
            Thread.sleep(10);
        }
        sampling.close();
        process.destroyForcibly();
        assertThat(sampling.found()).containsKeys(arguments, variables);
    }
}
