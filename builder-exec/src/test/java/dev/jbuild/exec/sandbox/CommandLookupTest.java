package dev.jbuild.exec.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the program is found, and what is said when it is not. */
@Tag("root")
class CommandLookupTest extends SandboxFixture {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nothing | not found in PATH | COMMAND_NOT_FOUND",
                "/bin/nothing | no such file | COMMAND_NOT_FOUND",
                "/etc/passwd/x | no such file | COMMAND_NOT_FOUND",
                "/etc/passwd | permission denied | COMMAND_NOT_EXECUTABLE",
                "/etc | permission denied | COMMAND_NOT_EXECUTABLE",
                "plain | permission denied | COMMAND_NOT_EXECUTABLE",
                "/scripts/lost | its interpreter or loader is missing | COMMAND_NOT_FOUND",
                "/scripts/text | neither a script with #! nor a program for this machine | COMMAND_NOT_EXECUTABLE",
            })
    void saysWhyItCannotBeExecuted(String command, String why, ErrorCode code) throws Exception {
        image.layer(layer -> {
            layer.file("usr/bin/plain", "not executable");
            layer.file("scripts/lost", "#!/no/such/shell\n");
            layer.file("scripts/text", "words\n");
            Files.setAttribute(layer.path().resolve("scripts/lost"), "unix:mode", 0755);
            Files.setAttribute(layer.path().resolve("scripts/text"), "unix:mode", 0755);
        });
        Spec spec = new Spec(image.rootFs(), List.of(command));
        assertThatThrownBy(() -> run(spec))
                .isInstanceOf(CompletionException.class)
                .cause()
                .hasMessage("cannot execute \"" + command + "\": " + why)
                .extracting(e -> ((BuildException) e).code())
                .isEqualTo(code);
    }

    @Test
    void passesOverWhatCannotBeExecuted() throws Exception {
        image.layer(layer -> layer.file("usr/bin/echo", "not executable"));
        assertThat(run(new Spec(image.rootFs(), List.of("echo", "found"))).out())
                .isEqualTo("found\n");
    }

    @Test
    void looksAlongThePathOfTheEnvironment() throws Exception {
        image.layer(layer -> {
            layer.file("opt/tool", "#!/bin/sh\necho tool $1\n");
            Files.setAttribute(layer.path().resolve("opt/tool"), "unix:mode", 0755);
        });
        Spec spec = new Spec(image.rootFs(), List.of("tool", "x"));
        spec.env = List.of("PATH=/nowhere:/opt");
        assertThat(run(spec).out()).isEqualTo("tool x\n");
    }
}
