package dev.jbuild.core.frontend;

import dev.jbuild.core.oci.ContainerConfig;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.Healthcheck;
import dev.jbuild.core.oci.HistoryEntry;
import dev.jbuild.core.oci.ImageConfig;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.source.fakes.InMemoryGitSource;
import dev.jbuild.core.source.fakes.InMemoryImageSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The images that plans of tests are built upon. */
final class SampleImages {

    static final Platform AMD64 = new Platform("linux", "amd64");
    static final Platform ARM64 = new Platform("linux", "arm64");
    static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    private static final String PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private SampleImages() {}

    static InMemoryImageSource images() {
        InMemoryImageSource images = new InMemoryImageSource();
        for (String name : List.of(
                "alpine",
                "busybox",
                "debian:bookworm",
                "debian:bookworm-slim",
                "debian:12",
                "debian",
                "golang",
                "golang:1.23-bookworm",
                "node:22-alpine",
                "nginx:alpine",
                "python:3.12-slim",
                "maven:3-eclipse-temurin-17",
                "eclipse-temurin:17-jre",
                "rust:1-slim",
                "ruby:3.3-slim",
                "php:8.3-apache",
                "ubuntu:24.04",
                "a",
                "x")) {
            images.put(name, image(name, AMD64, plain())).put(name, image(name, ARM64, plain()));
        }
        return images.put("rich", image("rich", AMD64, rich()))
                .put("nopath", image("nopath", AMD64, noPath()))
                .put("arm", image("arm", ARM64, plain()))
                .put("arm64v8/debian", image("arm64v8", ARM64, plain()))
                .put("onbuild", image("onbuild", AMD64, onbuild()))
                .put("onbuild-stage", image("onbuild-stage", AMD64, triggers("COPY --from=tools /bin/tool /bin/")))
                .put("onbuild-bad", image("onbuild-bad", AMD64, triggers("FROMAGE brie")));
    }

    static InMemoryGitSource repositories() {
        return new InMemoryGitSource()
                .put("https://example.com/r.git", "", COMMIT)
                .put("https://example.com/r.git", "v1", COMMIT)
                .put("https://example.com/r.git", "refs/heads/main", COMMIT)
                .put("git@example.com:team/r.git", "", COMMIT);
    }

    private static ImageConfig image(String name, Platform platform, ContainerConfig config) {
        HistoryEntry row = new HistoryEntry(Instant.EPOCH, "base of " + name, "", "", false);
        List<DiffId> layers = List.of(new DiffId(Digest.ofUtf8(name + platform)));
        return new ImageConfig(Instant.EPOCH, "", platform, config, layers, List.of(row));
    }

    private static ContainerConfig plain() {
        ContainerConfig.Builder config = ContainerConfig.builder();
        config.env.add(PATH);
        config.cmd = List.of("/bin/sh");
        return config.build();
    }

    private static ContainerConfig rich() {
        ContainerConfig.Builder config = ContainerConfig.builder();
        config.user = "app:app";
        config.env = new ArrayList<>(List.of("PATH=/opt/bin", "MODE=base"));
        config.workingDir = "/srv";
        config.entrypoint = List.of("/entry");
        config.cmd = List.of("serve");
        config.shell = List.of("/bin/bash", "-c");
        config.exposedPorts.add("80/tcp");
        config.volumes.add("/data");
        config.labels.put("from", "base");
        config.stopSignal = "SIGINT";
        config.healthcheck = new Healthcheck(
                List.of("CMD", "true"), Duration.ofSeconds(30), Duration.ZERO, Duration.ZERO, Duration.ZERO, 3);
        return config.build();
    }

    private static ContainerConfig noPath() {
        ContainerConfig.Builder config = ContainerConfig.builder();
        config.env.add("LANG=C");
        return config.build();
    }

    private static ContainerConfig onbuild() {
        return triggers("ENV BY=trigger", "RUN echo $BY", "COPY . /app");
    }

    private static ContainerConfig triggers(String... triggers) {
        ContainerConfig.Builder config = plain().toBuilder();
        config.onBuild.addAll(List.of(triggers));
        return config.build();
    }
}
