package dev.jbuild.exec.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.sandbox.Mount;
import dev.jbuild.core.sandbox.ProcessIo;
import dev.jbuild.core.sandbox.SandboxProcess;
import dev.jbuild.core.sandbox.contracts.CollectedOutput;
import dev.jbuild.exec.program.Runner;
import dev.jbuild.exec.runtime.OciRuntime;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What OCI runtimes have been led to do, and what stands before it: they are not asked to, or cannot. */
@Tag("root")
@Tag("peers")
@ParameterizedClass(name = "{0}")
@EnumSource(
        value = Runtimes.class,
        names = {"CRUN", "RUNC"})
class RuntimeAttacksTest extends SandboxFixture {

    /** CVE-2024-21626: a descriptor that the runtime has open, as the directory to begin in. */
    @Test
    void workingDirectoriesInProcAreRefused() throws Exception {
        image.layer(layer -> layer.link("work", "/proc/self/fd/8"));
        for (String directory : new String[] {"/proc/self/fd/7", "/work"}) {
            assertThatThrownBy(() -> run(sh("pwd").in(directory)))
                    .isInstanceOfSatisfying(
                            BuildException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.IMAGE_INVALID))
                    .hasMessageContaining("it is in /proc");
        }
    }

    /** CVE-2021-30465 and its like: a link in a mount, on the way to another mount. */
    @Test
    void linksInMountsAreNotFollowed() throws Exception {
        Path host = Files.createDirectory(dir.resolve("host"));
        Path outside = Files.createDirectories(dir.resolve("outside/below")).getParent();
        Files.createSymbolicLink(host.resolve("out"), outside);
        Spec spec = sh("touch /h/out/below/reached")
                .mounts(new Mount.Bind(host, "/h", Mount.Access.READ_WRITE), new Mount.Tmpfs("/h/out/below", 0, 0755));
        assertThatThrownBy(() -> run(spec)).isInstanceOf(Exception.class);
        assertThat(outside.resolve("below")).isEmptyDirectory();
    }

    /** CVE-2019-5736: one that has been taken over can write neither its own file nor any other of the host. */
    @Test
    void aRuntimeWritesNothingOfTheHost() throws Exception {
        Path tried = dir.resolve("tried");
        Path outside = Files.writeString(dir.resolve("outside"), "untouched");
        Path runtime = dir.resolve("runtime");
        Files.writeString(
                runtime,
                "#!/bin/sh\ncase \"$*\" in *--version*) echo runc version 1.1.5; exit 0 ;; esac\n"
                        + "(echo changed >" + outside + "; echo changed >>\"$0\"; echo made >" + tried
                        + ") 2>/dev/null\nexit 1\n");
        Files.setAttribute(runtime, "unix:mode", 0755);
        String before = Files.readString(runtime);
        sandbox = new RuntimeSandbox(
                Runner.in(dir.resolve("exec")), Rights.ROOT, OciRuntime.find(runtime.toString()), waits);
        assertThatThrownBy(() -> run(sh("true"))).isInstanceOf(Exception.class);
        assertThat(outside).hasContent("untouched");
        assertThat(runtime).hasContent(before);
        assertThat(tried).doesNotExist();
    }

    /** What a runtime is told has the command's variables in it, secrets among them: no disk ever does. */
    @Test
    void whatARuntimeIsToldIsInMemoryOnly() throws Exception {
        Spec spec = sh("test -n \"$TOKEN\" && echo up; sleep 4248");
        spec.env = List.of("PATH=/usr/bin:/bin", "TOKEN=s3cret-of-a-runtime");
        CollectedOutput output = new CollectedOutput();
        try (SandboxProcess process = sandbox.start(spec.build(), new ProcessIo.NoInput(output))) {
            output.awaitText("up");
            try (Stream<Path> files = Files.walk(spec.build().rootFs().scratch())) {
                assertThat(files.filter(Files::isRegularFile).toList())
                        .isNotEmpty()
                        .allSatisfy(
                                file -> assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                                        .doesNotContain("s3cret-of-a-runtime"));
            }
            assertThat(process.exit().toCompletableFuture())
                    .as("what was looked at while it ran")
                    .isNotDone();
        }
    }
}
