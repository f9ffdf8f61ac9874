package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What other programs make of an image from the command line: skopeo reads it, umoci unpacks it, runc runs it. */
@Tag("root")
@Tag("peers")
class OutputPeersTest {
    private static final String DOCKERFILE = """
            FROM busybox
            RUN echo made >/made && ln /made /again
            WORKDIR /srv
            ENV GREETING=hello
            CMD ["sh", "-c", "echo $GREETING; pwd; cat /made /again"]
            """;

    @Test
    void areUnpackedAndRun() throws IOException {
        try (PackagedProgram program = PackagedProgram.here().withBusybox()) {
            program.files("context", "Dockerfile", DOCKERFILE);
            program.runs("-t", "test/x", "-o", "type=oci,dest=x.tar", "context");
            Path work = program.directory();

            assertThat(PackagedProgram.host("skopeo", "inspect", "oci-archive:" + work.resolve("x.tar")))
                    .contains("\"GREETING=hello\"");
            Path bundle = new OtherReaders(program).archive("x.tar").getParent();
            assertThat(run(bundle)).isEqualTo("hello\n/srv\nmade\nmade\n");
        }
    }

    /** Runs the bundle by runc, without the terminal that umoci asks for. */
    private static String run(Path bundle) throws IOException {
        Path config = bundle.resolve("config.json");
        PackagedProgram.host("sed", "-i", "s/\"terminal\": true/\"terminal\": false/", config.toString());
        return PackagedProgram.host(
                "runc",
                "run",
                "--bundle",
                bundle.toString(),
                "jbuild-test-" + ProcessHandle.current().pid());
    }
}
