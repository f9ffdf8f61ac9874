package dev.jbuild.core.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.file.fakes.InMemoryRootDirectory;
import dev.jbuild.core.sandbox.Mount;
import dev.jbuild.core.sandbox.ProcessSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What commands have mounted: secrets, contexts, stages, files and caches. */
class MountedBuildTest {
    private static final CompletableFuture<Integer> SUCCESS = CompletableFuture.completedFuture(0);

    private final BuildRig rig = new BuildRig();

    @AfterEach
    void close() throws IOException {
        rig.store.close();
    }

    private void commandWrites(String command, String path, String text) {
        rig.on(command, world -> {
            world.write(path, text);
            return CompletableFuture.completedFuture(0);
        });
    }

    @Test
    void givesSecretsToTheCommandOnly() throws IOException {
        rig.secrets.put("token", "hunter2".getBytes(StandardCharsets.UTF_8));
        commandWrites("use", "x", "x");
        rig.build(
                "FROM scratch",
                "RUN --mount=type=secret,id=token --mount=type=secret,id=token,env=TOKEN --mount=type=secret,id=none use");
        ProcessSpec spec = rig.sandbox.started().get(0);
        assertThat(spec.env()).contains("TOKEN=hunter2");
        assertThat(spec.mounts()).singleElement().isInstanceOfSatisfying(Mount.Content.class, mount -> {
            assertThat(mount.target()).isEqualTo("/run/secrets/token");
            assertThat(mount.attributes().mode()).isEqualTo(0400);
        });
        assertThat(rig.store.cache().records().toString()).doesNotContain("hunter2");
        rig.secrets.put("token", "hunter3".getBytes(StandardCharsets.UTF_8));
        rig.build(
                "FROM scratch",
                "RUN --mount=type=secret,id=token --mount=type=secret,id=token,env=TOKEN --mount=type=secret,id=none use");
        assertThat(rig.sandbox.started()).hasSize(1);
    }

    @Test
    void refusesToRunWithoutASecretThatIsRequired() {
        assertThatThrownBy(() -> rig.build("FROM scratch", "RUN --mount=type=secret,id=token,required=true use"))
                .isInstanceOfSatisfying(
                        BuildException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SECRET_MISSING))
                .hasMessageContaining("the secret \"token\" was not given");
    }

    @Test
    void mountsAContextAndRunsAgainWhenItChanges() throws IOException {
        rig.context.file("src/a", "1").file("README", "x");
        rig.on("use", world -> {
            Mount.Layers mount = (Mount.Layers) world.spec().mounts().get(0);
            Path directory = mount.layers().get(0).resolve(mount.subtree().toString());
            world.write("seen", Files.readString(directory.resolve("a")));
            return SUCCESS;
        });
        String[] dockerfile = {"FROM scratch", "RUN --mount=type=bind,source=src,target=/src use"};
        assertThat(rig.files(rig.build(dockerfile))).containsEntry("seen", "1").doesNotContainKey("src");
        rig.context = new InMemoryRootDirectory().file("src/a", "1").file("README", "y");
        rig.build(dockerfile);
        assertThat(rig.sandbox.started()).hasSize(1);
        rig.context = new InMemoryRootDirectory().file("src/a", "2");
        assertThat(rig.files(rig.build(dockerfile))).containsEntry("seen", "2");
    }

    @Test
    void mountsASingleFileAndAStage() throws IOException {
        rig.context.file("conf", "c");
        commandWrites("make", "out/app", "made");
        commandWrites("use", "x", "x");
        rig.build(
                "FROM scratch AS build",
                "RUN make",
                "FROM scratch",
                "RUN --mount=type=bind,source=conf,target=/conf --mount=type=bind,from=build,source=/out,target=/in,rw use");
        List<Mount> mounts = rig.sandbox.started().get(1).mounts();
        Mount.Layers conf = (Mount.Layers) mounts.get(0);
        assertThat(conf.layers().get(0).resolve(conf.subtree().toString())).hasContent("c");
        Mount.Layers in = (Mount.Layers) mounts.get(1);
        assertThat(in.layers().get(0).resolve(in.subtree().toString()).resolve("app"))
                .hasContent("made");
        assertThat(in.access()).isEqualTo(Mount.Access.READ_WRITE);
    }

    @Test
    void refusesAMountOfNothing() {
        commandWrites("make", "x", "x");
        assertThatThrownBy(() -> rig.build(
                        "FROM scratch AS build",
                        "RUN make",
                        "FROM scratch",
                        "RUN --mount=type=bind,from=build,source=/nothing,target=/in use"))
                .isInstanceOfSatisfying(
                        BuildException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SOURCE_NOT_FOUND));
    }

    @Test
    void keepsACacheMountBetweenSteps() throws IOException {
        rig.context.file("seed/begin", "s");
        rig.on("fill", world -> {
            Mount.Bind mount = (Mount.Bind) world.spec().mounts().get(0);
            Files.writeString(mount.source().resolve("kept"), "k");
            return SUCCESS;
        });
        rig.on("read", world -> {
            Mount.Bind mount = (Mount.Bind) world.spec().mounts().get(0);
            world.write("seen", Files.readString(mount.source().resolve("kept")));
            return SUCCESS;
        });
        BuildResult result = rig.build(
                "FROM scratch",
                "RUN --mount=type=cache,target=/cache fill",
                "RUN --mount=type=cache,target=/cache,sharing=locked read");
        assertThat(rig.files(result)).containsOnly(Map.entry("seen", "k"));
        assertThat(rig.store.locks().heldCount()).isZero();
    }

    @Test
    void seedsAFreshCacheMount() throws IOException {
        commandWrites("make", "seed/begin", "s");
        rig.on("read", world -> {
            Mount.Bind mount = (Mount.Bind) world.spec().mounts().get(0);
            world.write("seen", Files.readString(mount.source().resolve("begin")));
            return SUCCESS;
        });
        BuildResult result = rig.build(
                "FROM scratch AS build",
                "RUN make",
                "FROM scratch",
                "RUN --mount=type=cache,target=/cache,from=build,source=/seed read");
        assertThat(rig.files(result)).containsOnly(Map.entry("seen", "s"));
    }
}
