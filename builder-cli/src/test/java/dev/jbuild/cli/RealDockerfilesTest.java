package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.testdata.Corpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The Dockerfiles of ten projects, as people write them, are built for real: every RUN is carried out, in images whose tools stand for the real ones,
 * so that no network is needed. Their plans are golden, and other builders have been asked for their configs and histories.
 */
class RealDockerfilesTest {

    /** The images that the files begin with. */
    private static final List<String> BASES = List.of(
            "alpine",
            "debian:bookworm",
            "debian:bookworm-slim",
            "eclipse-temurin:17-jre",
            "golang:1.23-bookworm",
            "maven:3-eclipse-temurin-17",
            "nginx:alpine",
            "node:22-alpine",
            "php:8.3-apache",
            "python:3.12-slim",
            "ruby:3.3-slim",
            "rust:1-slim",
            "ubuntu:24.04");

    /** What becomes of one: what a command in a container of its image prints. */
    private record Project(String name, List<String> options, String command, String shows) {}

    private static Project project(String name, String command, String... shows) {
        return new Project(name, List.of(), command, String.join("\n", shows));
    }

    private static final List<Project> PROJECTS = List.of(
            project(
                    "apt",
                    "cat /installed /installed-by-script /etc/timezone; readlink /etc/localtime; ls /var/cache/apt; echo $LANG",
                    "--no-install-recommends ca-certificates=20* curl jq xz-utils",
                    "--prefix=/usr/local",
                    "Etc/UTC",
                    "/usr/share/zoneinfo/Etc/UTC",
                    "C.UTF-8"),
            project("dev-and-ci", "pwd; ls; /out/bin/tool echo works", "/work", "Dockerfile", "Makefile", "works"),
            project(
                    "maven",
                    "id -un; pwd; cat *.jar; echo $JAVA_TOOL_OPTIONS",
                    "spring",
                    "/application",
                    "<project/>",
                    "<project/>",
                    "<project/>",
                    "-XX:MaxRAMPercentage=75 -Dfile.encoding=UTF-8"),
            project(
                    "nginx",
                    "stat -c %u:%g /usr/share/nginx/html/main.js; cat /usr/share/nginx/html/main.js; grep -c . /etc/nginx/conf.d/default.conf",
                    "101:101",
                    "<html>",
                    "7"),
            project(
                    "node",
                    "id -un; cat node_modules/how dist/main.js; stat -c %U:%G dist package.json; ls -a",
                    "app",
                    "production ci --omit=dev",
                    "main()",
                    "app:app",
                    "app:app",
                    ".",
                    "..",
                    "dist",
                    "node_modules",
                    "package.json"),
            project(
                    "php",
                    "cat /var/www/html/public/index.php /usr/local/etc/php/conf.d/opcache.ini /etc/apache2/sites-available/site.conf",
                    "<?php",
                    "opcache.memory_consumption=128",
                    "opcache.revalidate_freq=2",
                    "DocumentRoot ${APACHE_DOCUMENT_ROOT}"),
            project(
                    "python",
                    "id -u; pwd; cat /opt/venv/installed /installed; stat -c %u:%g app/main.py; echo ${PATH%%:*}",
                    "1000",
                    "/home/app",
                    "gunicorn",
                    "--no-install-recommends libpq5 tini",
                    "1000:1000",
                    "/opt/venv/bin"),
            project(
                    "rails",
                    "id -un; id -gn; cat assets /usr/local/bundle/installed; stat -c %U db/keep",
                    "rails",
                    "rails",
                    "assets:precompile",
                    "locked",
                    "rails"),
            project("rust", "pwd; ls; which app", "/app", "/usr/local/bin/app"));

    @Test
    @Tag("root")
    void areBuiltAndRunAndThenCached() throws IOException {
        try (PackagedProgram program = PackagedProgram.here().withBusybox()) {
            bases(program);
            for (Project project : PROJECTS) {
                String[] build = build(program, project.name, project.options);
                program.runs(build);
                program.runs("run", "real/" + project.name, "sh", "-c", project.command);
                assertThat(program.out().strip()).as(project.name).isEqualTo(project.shows);
                program.runs(build);
                assertThat(program.err()).as(project.name).contains("(0 steps run");
            }
            reportsNeedTheirStagesOnly(program);
            aServerOutOfScratch(program);
        }
    }

    /** One image with all tools, under the names of all bases. */
    private static void bases(PackagedProgram program) throws IOException {
        program.files(
                "base",
                "Dockerfile",
                """
                FROM busybox
                COPY --chmod=755 tool /usr/local/bin/
                RUN set -e; mkdir -p /etc/apache2/sites-available /etc/nginx/conf.d /usr/share/nginx/html /usr/local/etc/php/conf.d \\
                        /go/pkg/mod /tmp; \\
                    echo root:x:0:0::/root:/bin/sh >/etc/passwd; echo root:x:0: >/etc/group; \\
                    echo 'DocumentRoot /var/www/html' >/etc/apache2/sites-available/site.conf; touch /etc/apache2/apache2.conf; \\
                    for name in addgroup adduser apk apt-get bundle cargo curl docker-php-ext-install go groupadd gunicorn java make mvn nginx \\
                        node npm pip python tini useradd; do ln -s tool /usr/local/bin/$name; done; \\
                    ln -s /usr/local/bin/tool /bin/bash
                """,
                "tool",
                Files.readString(directory("").resolve("tool")));
        program.runs("-q", "-t", BASES.get(0), "base");
        for (String other : BASES.subList(1, BASES.size())) {
            program.runs("tag", BASES.get(0), other);
        }
    }

    private static void reportsNeedTheirStagesOnly(PackagedProgram program) throws IOException {
        List<String> options = List.of("--target", "reports", "--build-arg", "COVERAGE=yes");
        program.runs(build(program, "dev-and-ci", options));
        assertThat(program.err()).doesNotContain("make install");
        shows(program, "dev-and-ci", "cat /image/lint.log /image/test.log", "lint\ntested with COVERAGE=1");
    }

    private static void aServerOutOfScratch(PackagedProgram program) throws IOException {
        program.runs(build(program, "go", List.of("--build-arg", "VERSION=1.2", "--platform", "linux/amd64")));
        shows(
                program,
                "go",
                "cat /image/etc/ssl/certs/ca-certificates.crt /image/bin/server",
                "certificates\nlinux/amd64 cgo=0 cached=/src build -trimpath -ldflags -s -w -X main.version=1.2 -o /bin/server"
                        + " ./cmd/server");
    }

    /** What an image without a shell holds. */
    private static void shows(PackagedProgram program, String name, String command, String shown) throws IOException {
        program.files("show", "Dockerfile", "FROM busybox\nCOPY --from=real/" + name + " / /image/\n");
        program.runs("-q", "-t", "test/show", "show");
        program.runs("run", "test/show", "sh", "-c", command);
        assertThat(program.out().strip()).as(name).isEqualTo(shown);
    }

    private static String[] build(PackagedProgram program, String name, List<String> options) throws IOException {
        Path context = program.directory().resolve(name);
        if (Files.notExists(context)) {
            PackagedProgram.host("cp", "-a", directory(name).toString(), context.toString());
            Path dockerfile = Corpus.of("dockerfiles/ok").directory().resolve("plan-real-" + name + "/Dockerfile");
            Files.copy(dockerfile, context.resolve("Dockerfile"));
        }
        List<String> arguments = new ArrayList<>(List.of("-t", "real/" + name));
        arguments.addAll(options);
        arguments.add(name);
        return arguments.toArray(new String[0]);
    }

    private static Path directory(String name) {
        return Corpus.of("real").directory().resolve(name);
    }
}
