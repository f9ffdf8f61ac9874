package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Commands that change much: their layers are packed while following steps use them already. */
class LargeStepsTest {
    private static final String DOCKERFILE = """
            FROM busybox AS made
            RUN dd if=/dev/urandom of=/random bs=64k count=48 2>/dev/null; sha256sum /random >/sum; ln /random /again; \
                mkdir /gone /many; for i in $(seq 300); do echo $i >/many/$i; done; \
                echo user:x:1234:1235::/home/user:/bin/sh >>/etc/passwd
            USER user
            RUN sha256sum -c /sum && id -u >/tmp/uid && stat -c %h /random >/tmp/names
            USER root
            RUN rm -r /gone /many/7 && dd if=/dev/zero of=/zeros bs=64k count=32 2>/dev/null
            WORKDIR /after

            FROM busybox
            COPY --from=made /random /sum /again /tmp/uid /tmp/names /
            COPY --from=made --chown=1:2 /many /many
            RUN --mount=from=made,source=/many,target=/mnt [ ! -e /mnt/7 ] && [ "$(cat /mnt/8)" = 8 ] && sha256sum -c /sum
            CMD ["sh", "-c", "sha256sum -c /sum; cat /uid /names; ls /many | wc -l"]
            """;

    @Test
    @Tag("root")
    void areUsedWhileTheyArePackedAsRoot() throws IOException {
        areUsed(PackagedProgram.here());
    }

    @Test
    @Tag("rootless")
    void areUsedWhileTheyArePackedAsAnOrdinaryUser() throws IOException {
        areUsed(PackagedProgram.ofOrdinaryUser());
    }

    private static void areUsed(PackagedProgram started) throws IOException {
        try (PackagedProgram program = started.withBusybox()) {
            program.files("context", "Dockerfile", DOCKERFILE);
            program.runs("-t", "test/large", "context");
            program.runs("run", "test/large");
            assertThat(program.out()).isEqualTo("/random: OK\n1234\n2\n299\n");
            program.runs("-t", "test/large", "context");
            assertThat(program.err()).contains("(0 steps run, ");
            program.runs("-t", "test/made", "--target=made", "context");
            assertThat(program.err()).contains("(0 steps run, ");
            program.runs("verify", "test/made");
            program.runs("run", "test/made", "sh", "-c", "sha256sum -c /sum; pwd; ls /many | wc -l");
            assertThat(program.out()).isEqualTo("/random: OK\n/after\n299\n");
            program.runs("cache", "check");
            assertThat(program.err() + program.out()).doesNotContain("damaged");
        }
    }
}
