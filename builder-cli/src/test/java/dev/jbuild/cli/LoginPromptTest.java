package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.testdata.DockerRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Logging in at a terminal, which script(1) makes: name and password are asked for, and the password is not seen. */
@Tag("peers")
@Timeout(120)
class LoginPromptTest {
    @Test
    void asksForNameAndPasswordAndShowsTheNameAlone() throws Exception {
        try (PackagedProgram program = PackagedProgram.here();
                DockerRegistry registry =
                        DockerRegistry.start(program.directory().resolve("registry"), DockerRegistry.Kind.BASIC)) {
            ProcessBuilder builder =
                    new ProcessBuilder("script", "-qec", program.program() + " login " + registry.name(), "/dev/null");
            builder.environment().put("HOME", program.directory().toString());
            builder.environment().put("JBUILD_ROOT", program.store().toString());
            builder.environment().remove("DOCKER_CONFIG");
            builder.environment().remove("REGISTRY_AUTH_FILE");
            Process process = builder.redirectErrorStream(true).start();
            StringBuilder seen = new StringBuilder();
            try (OutputStream keys = process.getOutputStream()) {
                readUntil("Username: ", process.getInputStream(), seen);
                type(DockerRegistry.USER, keys);
                readUntil("Password: ", process.getInputStream(), seen);
                type(DockerRegistry.PASSWORD, keys);
                readUntil("Login Succeeded", process.getInputStream(), seen);
            }
            assertThat(process.waitFor()).as(seen.toString()).isZero();
            assertThat(seen.toString()).contains(DockerRegistry.USER).doesNotContain(DockerRegistry.PASSWORD);
            Path file = program.directory().resolve(".docker/config.json");
            assertThat(Files.readString(file)).contains(registry.name());
        }
    }

    private static void type(String line, OutputStream keys) throws IOException {
        keys.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        keys.flush();
    }

    private static void readUntil(String end, InputStream out, StringBuilder seen) throws IOException {
        while (seen.indexOf(end) < 0) {
            int c = out.read();
            assertThat(c).as("more than \"%s\"", seen).isNotNegative();
            seen.append((char) c);
        }
    }
}
