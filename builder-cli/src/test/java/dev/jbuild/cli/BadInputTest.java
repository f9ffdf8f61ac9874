package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a user gets wrong is said in a line with its place and an exit code of the table, never by a stack trace. */
class BadInputTest {
    @TempDir
    Path directory;

    @ParameterizedTest(name = "{2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "''                           | 1 | the file is empty",
                "FROM scratch\\nCOPPY a b      | 1 | did you mean \"COPY\"?",
                "FROM scratch\\nCOPY nope /    | 1 | source \"nope\" is not there",
                "FROM scratch\\nCOPY ../x /    | 1 | lies outside of the build context",
                "FROM 'UPPER case'            | 1 | FROM"
            })
    void explainsADockerfileThatCannotBeBuilt(String text, int exitCode, String said) throws IOException {
        Files.writeString(directory.resolve("Dockerfile"), text.replace("\\n", "\n"));
        Program program = new Program(directory, directory.resolve("store"));

        assertThat(program.run(".")).isEqualTo(exitCode);
        assertThat(program.err()).contains(said).contains("error[").doesNotContain("\tat ");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "--nosuch .            | 2 | unknown option",
                "--builder other .     | 2 | unknown option: '--builder'",
                "--cache-to=type=inline . | 2 | what is cached is in the store",
                "-o type=nosuch .      | 2 | output type",
                "-t UPPER .            | 2 | no reference",
                "nowhere               | 1 | no such directory",
                "run                   | 125 | got no image",
                "run --nosuch x        | 125 | unknown option",
                "run --rm -p 80:80 x   | 125 | so are its ports",
                "run --privileged x    | 125 | say --security=insecure --allow security.insecure",
                "run -d x              | 125 | there is no daemon",
                "run --cap-add NETADMIN x | 125 | did you mean",
                "run --name .x x       | 125 | letters, digits",
                "run --device null x   | 125 | --allow device=null",
                "run --security insecure x | 125 | --allow security.insecure",
                "run --network nosuch x | 125 | host, none, private or default",
                "run --mount type=nosuch,target=/x x | 125 | type=bind, tmpfs or volume",
                "run -v /tmp:/x:rshared x | 125 | there is no rshared: what a command mounts stays in its container",
                "run --mount type=bind,src=/tmp,dst=/x,bind-propagation=slave x | 125 | there is no slave",
                "run --tmpfs x x       | 125 | an absolute path",
                "run --memory 1k x     | 125 | at least 4m",
                "run --memory 1.5.2g x | 125 | got --memory \"1.5.2g\", want a size such as 64m or 1.5g",
                "run --cpus -1 x       | 125 | processors",
                "run --cpus 70000 x    | 125 | from 0.01 to 65536",
                "run --pids-limit x x  | 125 | or -1",
                "run --add-host a:b x  | 125 | host-gateway",
                "--shm-size -1 .       | 2 | got --shm-size \"-1\", want a size such as",
                "cache prune --max-size x | 2 | got --max-size \"x\", want a size such as",
                "--allow nosuch .      | 2 | security.insecure",
                "--network hots .      | 2 | got --network \"hots\", want host, none, private or default (did you mean \"host\"?)",
                "--runtime crn .       | 2 | a path such as /usr/bin/crn (did you mean \"crun\"?)",
                "config --network non  | 2 | got --network \"non\", want",
                "config --platform lin | 2 | got --platform \"lin\", want os/arch",
                "pull --insecure-registry http://x:5000 x | 2 | for --insecure-registry or JBUILD_INSECURE_REGISTRIES, want host[:port]",
                "pull --mirror x=ftp://y x | 2 | got \"x=ftp://y\" for --mirror or JBUILD_MIRRORS, want",
                "--add-host x:1.2.3.400 . | 2 | an IP address",
                "inspect nosuch        | 1 | no image",
                "save nosuch           | 1 | no image",
                "inspect               | 2 | missing required parameter",
                "save                  | 2 | missing required parameter",
                "rmi                   | 2 | missing required parameter",
                "verify                | 2 | missing required parameter",
                "load -i nosuch        | 2 | no such file",
                "load -i folder        | 2 | it is a directory",
                "import folder         | 2 | it is a directory",
                "verify oci-archive:folder | 2 | it is a directory",
                "copy docker-archive:folder x | 2 | it is a directory",
                "copy oci:Dockerfile x | 1 | it is no directory",
                "copy docker-daemon:x oci:y | 2 | got a place of another kind, \"docker-daemon:\"",
                "-t x@sha256:0000000000000000000000000000000000000000000000000000000000000000 . | 2 | has a digest, which belongs to one image only",
                "-o type=image,name=x@sha256:0000000000000000000000000000000000000000000000000000000000000000 . | 2 | has a digest",
                "import Dockerfile x@sha256:0000000000000000000000000000000000000000000000000000000000000000 | 2 | has a digest",
                "run --commit x@sha256:0000000000000000000000000000000000000000000000000000000000000000 busybox | 125 | has a digest",
                "copy x dir:y          | 2 | take registry:, oci:, oci-archive: or docker-archive:",
                "verify oci:folder     | 1 | no index.json",
                "-o type=oci,dest=x,tar=maybe . | 2 | want true or false",
                "-o type=docker,dest=x,tar=maybe . | 2 | want true or false",
                "-o type=cacheonly,dest=x . | 2 | of which it takes none",
                "-o= .                 | 2 | want type=TYPE or a directory",
                "-o type=local,dest= . | 2 | got nothing behind dest=",
                "-o type=local .       | 2 | got no dest in -o type=local",
                "-o type=local,dest=- . | 2 | got dest=- in -o type=local, want a directory",
                "-o type=oci,tar=false,dest=- . | 2 | want a directory",
                "-o type=oci,tar=false . | 2 | got no dest",
                "-o type=oci -o type=tar . | 2 | got two outputs for standard output",
                "-o type=oci,dest=x/../y -o type=tar,dest=./y . | 2 | got two outputs for \"./y\"",
                "-o type=oci,dest=x,blobs=link . | 2 | got an archive, want a directory",
                "-o type=oci,dest=x,annotation=y . | 2 | want annotation.KEY=VALUE",
                "--annotation index[linux/amd64]:a=b -o type=oci,dest=x . | 2 | an index is for all platforms",
                "--annotation manifest[linux/vax]:a=b -o type=oci,dest=x . | 2 | got platform linux/vax, want one of what is built",
                "-o type=nosuch,dest=x . | 2 | want one of",
                "--provenance most .   | 2 | got --provenance \"most\", want min, max, true, false or fields",
                "--sbom=format=cyclonedx . | 2 | listed as SPDX 2.3 (JSON)",
                "--sbom=cyclonedx .    | 2 | got --sbom \"cyclonedx\", want true or false",
                "--sbom=generator=x .  | 2 | got --sbom \"generator=x\", want no generator",
                "--sbom= .             | 2 | got --sbom \"\", want true or false",
                "--attest type=sbom,format=cyclonedx . | 2 | listed as SPDX 2.3 (JSON)",
                "--attest type=provenance,format=x . | 2 | got \"format\" in",
                "--push=maybe .        | 2 | got \"maybe\", want true or false",
                "--target nosuch .     | 1 | nosuch",
                "--iidfile no/x .      | 2 | no directory",
                "--iidfile folder .    | 2 | it is a directory",
                "--metadata-file no/x . | 2 | no directory",
                "expand ${A            | 1 | substitution",
                "cache nosuch          | 2 | want du, prune, check or mounts"
            })
    void explainsWrongUsage(String args, int exitCode, String said) throws IOException {
        Files.writeString(directory.resolve("Dockerfile"), "FROM scratch\nENV A=1\n");
        Files.createDirectory(directory.resolve("folder"));
        Program program = new Program(directory, directory.resolve("store"));

        assertThat(program.run(args.split(" "))).as(program.err()).isEqualTo(exitCode);
        assertThat(program.err()).contains(said).contains("error[").doesNotContain("\tat ");
    }

    @Test
    void leavesNoImageIdOfAnEarlierBuildWhereOneFails() throws IOException {
        Files.writeString(directory.resolve("Dockerfile"), "FROM scratch\nCOPY file /\n");
        Files.writeString(directory.resolve("file"), "");
        Program program = new Program(directory, directory.resolve("store"));
        assertThat(program.run("-q", "--iidfile", "id", ".")).as(program.err()).isZero();
        assertThat(directory.resolve("id")).content().startsWith("sha256:");

        assertThat(program.run("--dry-run", "--iidfile", "id", ".")).isZero();
        assertThat(directory.resolve("id")).as("nothing is built").exists();
        Files.delete(directory.resolve("file"));
        assertThat(program.run("--iidfile", "id", ".")).isEqualTo(1);
        assertThat(directory.resolve("id")).doesNotExist();
    }

    /** An ordinary user's program starts itself again before it looks into the store, which one that runs tests cannot. */
    @ParameterizedTest(name = "{0}")
    @Tag("root")
    @CsvSource(
            delimiter = '|',
            value = {
                "run --pull never nosuch | 125 | the store does not have it",
                "run --step 3          | 125 | nothing was built"
            })
    void explainsWhatTheStoreDoesNotHave(String args, int exitCode, String said) throws IOException {
        explainsWrongUsage(args, exitCode, said);
    }

    @ParameterizedTest(name = "{0}")
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    @CsvSource(
            delimiter = '|',
            value = {
                "pipe                 | 1 | got a file, want a directory",
                "context ls pipe      | 1 | got a file, want a directory",
                "loop                 | 1 | Too many levels of symbolic links",
                "file/x               | 1 | Not a directory",
                "-f loop .            | 1 | \"loop\": Too many levels of symbolic links",
                "--build-context x=pipe . | 1 | got a file, want a directory",
                "--build-context x=oci-layout://file . | 1 | it is no directory",
                "--build-context x=oci-layout://loop . | 1 | there is no index.json in it",
                "--build-context x=oci-layout://layout . | 1 | its index.json is no regular file",
                "--build-context x=oci-layout://. . | 1 | there is no index.json in it",
                "--store file .       | 3 | build failed: ",
                "images --store file/x | 3 | Not a directory"
            })
    void explainsPathsThatLeadNowhere(String args, int exitCode, String said) throws Exception {
        Files.writeString(directory.resolve("Dockerfile"), "FROM scratch\nENV A=1\n");
        Files.writeString(directory.resolve("file"), "");
        Files.createSymbolicLink(directory.resolve("loop"), Path.of("loop"));
        Files.createDirectory(directory.resolve("layout"));
        for (String pipe : List.of("pipe", "layout/index.json")) {
            PackagedProgram.host("mkfifo", directory.resolve(pipe).toString());
        }
        Program program = new Program(directory, directory.resolve("store"));

        assertThat(program.run(args.split(" "))).as(program.err()).isEqualTo(exitCode);
        assertThat(program.err()).contains(said).contains("error[").doesNotContain("\tat ");
    }

    @ParameterizedTest
    @CsvSource({
        "hstory,            1, 'say jbuild history, if that command is meant'",
        "inspekt x,         2, 'say jbuild inspect, if that command is meant'",
        "--store s images,  1, 'put the command first: jbuild images [OPTIONS]'",
        "--store s run x y, 2, 'put the command first: jbuild run [OPTIONS]'",
        "build imagse,      1, 'give the directory that has the files to build from'",
        "none,              1, 'give the directory that has the files to build from'",
    })
    void aCommandThatWasMeantIsNamed(String line, int exitCode, String hint) {
        Program program = new Program(directory, directory.resolve("store"));
        assertThat(program.run(line.split(" "))).isEqualTo(exitCode);
        assertThat(program.err()).contains("  try: " + hint).doesNotContain("Exception");
    }

    @Test
    void everyCommandHasHelp() throws IOException {
        Program program = new Program(directory, directory.resolve("store"));
        assertThat(program.run("--help")).isZero();
        String all = program.out();
        for (Commands.Entry entry : Commands.all()) {
            assertThat(all).contains("  " + entry.name());
            assertThat(program.run(entry.name(), "--help")).isZero();
            assertThat(program.out())
                    .startsWith("Usage: jbuild " + entry.name())
                    .contains("--help");
        }
        try (Stream<Path> made = Files.list(directory)) {
            assertThat(made).isEmpty();
        }
    }
}
