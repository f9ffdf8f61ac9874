package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.files.FileCase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Repositories over SSH, from Debian's own server on loopback, by the packaged program. */
@Tag("root")
@Tag("peers")
class GitOverSshTest {
    private static final List<Process> PROCESSES = new ArrayList<>();
    private static PackagedProgram program;
    private static Path place;
    private static Path agent;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        program = PackagedProgram.here();
        place = Files.createDirectory(program.directory().resolve("ssh"));
        agent = place.resolve("agent");
        for (String key : List.of("host", "user", "stranger")) {
            PackagedProgram.host("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file(key));
        }
        Files.copy(place.resolve("user.pub"), place.resolve("authorized"));
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Files.writeString(place.resolve("config"), """
                ListenAddress 127.0.0.1:%d
                HostKey %s
                AuthorizedKeysFile %s
                PidFile none
                UsePAM no
                StrictModes no
                PasswordAuthentication no
                PermitRootLogin yes
                """.formatted(port, file("host"), file("authorized")));
        repository();
        Files.createDirectories(Path.of("/run/sshd"));
        PROCESSES.add(background("/usr/sbin/sshd", "-D", "-f", file("config"), "-E", file("log")));
        PROCESSES.add(background("ssh-agent", "-D", "-a", agent.toString()));
        await(() -> {
            try (Socket open = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return open.isConnected();
            }
        });
        await(() -> Files.exists(agent));
        PackagedProgram.host("env", "SSH_AUTH_SOCK=" + agent, "ssh-add", "-q", file("user"));
    }

    private interface Check {
        boolean holds() throws IOException;
    }

    private static void await(Check check) throws InterruptedException {
        for (int i = 0; i < 600; i++) {
            try {
                if (check.holds()) {
                    return;
                }
            } catch (IOException e) {
                assertThat(PROCESSES).allMatch(Process::isAlive);
            }
            Thread.sleep(50);
        }
        throw new AssertionError("a server does not start");
    }

    private static Process background(String... command) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(place.resolve("output").toFile())
                .start();
    }

    private static String file(String name) {
        return place.resolve(name).toString();
    }

    /** One that has another as a submodule, at a relative address. */
    private static void repository() throws IOException {
        program.files("ssh/inner", "b", "of the submodule\n")
                .files(
                        "ssh/r",
                        "Dockerfile",
                        "FROM scratch\nCOPY . /\n",
                        "sub/Dockerfile",
                        "FROM scratch\nCOPY . /\n",
                        "sub/a",
                        "a\n");
        git("inner", "init", "-q", "-b", "main");
        git("inner", "add", "-A");
        git("inner", "commit", "-qm", "inner");
        git("r", "init", "-q", "-b", "main");
        git("r", "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "../inner", "module");
        git("r", "add", "-A");
        git("r", "commit", "-qm", "r");
    }

    private static void git(String directory, String... words) throws IOException {
        String time = "2026-01-02T03:04:05Z";
        List<String> command = new ArrayList<>(List.of(
                "env",
                "GIT_AUTHOR_DATE=" + time,
                "GIT_COMMITTER_DATE=" + time,
                "git",
                "-C",
                file(directory),
                "-c",
                "user.name=T",
                "-c",
                "user.email=t@e"));
        command.addAll(List.of(words));
        PackagedProgram.host(command.toArray(String[]::new));
    }

    @AfterAll
    static void stop() throws InterruptedException {
        for (Process process : PROCESSES) {
            process.destroy();
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
        program.close();
    }

    @BeforeEach
    void knowTheServer() throws IOException {
        know("host");
        program.env("SSH_AUTH_SOCK", agent.toString());
    }

    private static void know(String key) throws IOException {
        know(program, key);
    }

    private static void know(PackagedProgram program, String key) throws IOException {
        String[] words = Files.readString(place.resolve(key + ".pub")).split(" ");
        program.files("../.ssh", "known_hosts", "[127.0.0.1]:%d %s %s\n".formatted(port, words[0], words[1]));
    }

    private static String address() {
        return "ssh://root@127.0.0.1:" + port + file("r");
    }

    private static void assertRefused(String part, String... args) {
        assertThat(program.run(args)).as(program.err()).isEqualTo(4);
        assertThat(program.err()).contains("error[remote-denied]").contains(part);
    }

    @Test
    void takesCommitDirectoryAndSubmodule() throws IOException {
        program.runs("-q", "-o", "type=tar,dest=all.tar", address());
        assertThat(PackagedProgram.host(
                        "tar", "tf", program.directory().resolve("all.tar").toString()))
                .contains("module/b")
                .contains("sub/a")
                .doesNotContain(".git/");
        program.runs("-q", "-o", "type=tar,dest=sub.tar", address() + "#main:sub");
        assertThat(PackagedProgram.host(
                                "tar",
                                "tf",
                                program.directory().resolve("sub.tar").toString())
                        .lines())
                .containsExactly("Dockerfile", "a");
    }

    @Test
    void listsWhatABuildWouldSee() {
        program.runs("context", "ls", address() + "#main:sub");
        assertThat(program.out()).contains("kept     a").doesNotContain("module");
    }

    static List<FileCase> cases() throws IOException {
        return FileCase.all().stream().filter(FileCase::needsSsh).toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void makesTheseLayers(FileCase files) throws Exception {
        try (PackagedProgram here = PackagedProgram.here()) {
            assertMakesTheseLayers(files, here);
        }
    }

    @Tag("rootless")
    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void makesTheSameLayersForAnOrdinaryUser(FileCase files) throws Exception {
        try (PackagedProgram user = PackagedProgram.ofOrdinaryUser()) {
            assertMakesTheseLayers(files, user);
        }
    }

    private static void assertMakesTheseLayers(FileCase files, PackagedProgram by) throws Exception {
        Path served = Files.createTempDirectory(place, "case");
        FileCasePlace.make(files, served.resolve("made"), new HostRecipe(OptionalLong.empty()));
        String repository = place.relativize(served.resolve("made/git")).toString();
        git(repository, "init", "-q", "-b", "main");
        git(repository, "add", "-A");
        git(repository, "commit", "-qm", "case");
        FileCasePlace asked =
                FileCasePlace.make(files, by.directory().resolve(files.name()), new HostRecipe(OptionalLong.empty()));
        Files.copy(place.resolve("user"), by.directory().resolve("key"));
        know(by, "host");
        by.env("JBUILD_RUNTIME", "/no/sandbox/is/wanted");
        List<String> command = new ArrayList<>(
                List.of("build", "-q", "-o", "type=oci,tar=false,compression=uncompressed,dest=layout"));
        command.addAll(asked.args(Map.of(
                "ssh",
                "ssh://root@127.0.0.1:" + port + served.resolve("made/git"),
                "ssh-key",
                by.own().directory().resolve("key").toString())));
        // Who becomes another user by runuser has the home of that one.
        Process process = by.startUnder(List.of("env", "HOME=" + by.home()), command.toArray(String[]::new));
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(by.err()).isZero();
        List<String> built = asked.layers(by.directory().resolve("layout"));
        if (Boolean.getBoolean("golden.update")) {
            files.record(built);
        }
        assertThat(built).isEqualTo(files.expected());
    }

    /** The form without a port: only a network of our own has the usual one free. */
    @Test
    void takesTheShortForm() throws IOException {
        String[] words = Files.readString(place.resolve("host.pub")).split(" ");
        program.files("../.ssh", "known_hosts", "127.0.0.1 %s %s\n".formatted(words[0], words[1]));
        String script =
                "ip link set lo up; /usr/sbin/sshd -f $1/config -o ListenAddress=127.0.0.1:22 -o PidFile=$1/pid; "
                        + "HOME=$3 JBUILD_ROOT=$3/short SSH_AUTH_SOCK=$1/agent $2 -q root@127.0.0.1:$1/r; status=$?; "
                        + "kill $(cat $1/pid); exit $status";
        String id = PackagedProgram.host(
                "unshare",
                "--net",
                "sh",
                "-c",
                script,
                "sh",
                place.toString(),
                program.program().toString(),
                place.getParent().getParent().toString());
        assertThat(id).startsWith("sha256:");
    }

    @Test
    void takesAKeyFromAFile() {
        program.env("SSH_AUTH_SOCK", "");
        program.runs("-q", "--no-cache", "--ssh", "default=" + file("user"), address() + "#main");
    }

    @Test
    void saysWhatIsMissing() throws IOException {
        program.env("SSH_AUTH_SOCK", "");
        assertRefused("start an agent with your key", "-q", address());
        assertRefused("accepts none of the agent's keys", "-q", "--ssh", "default=" + file("stranger"), address());
    }

    @Test
    void refusesAServerThatIsNotKnownOrNotTheSame() throws IOException {
        program.files("../.ssh", "known_hosts", "\n");
        assertRefused("the key of 127.0.0.1:" + port + " is not known", "-q", address());
        know("stranger");
        assertRefused("is not the one that is known: somebody may be in between", "-q", address());
        assertThat(program.err()).contains("only when the new key is right");
    }
}
