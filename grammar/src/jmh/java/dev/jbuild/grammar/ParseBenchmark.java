package dev.jbuild.grammar;

import dev.jbuild.grammar.text.SourceText;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to read a Dockerfile: in a warm JVM, and as the first thing that a JVM does. {@code testdata/bench/parse} runs it. */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ParseBenchmark {

    /** A file of that many lines, with all that files have: flags, mounts, heredocs, quotes, variables, continuations. */
    @State(Scope.Thread)
    public static class File {

        @Param({"300", "600", "1200", "2400", "4800"})
        public int lines;

        byte[] bytes = new byte[0];

        @Setup
        public void write() {
            StringBuilder text = new StringBuilder("# syntax=docker/dockerfile:1\nARG VERSION=12\n");
            for (int i = 0; text.chars().filter(c -> c == '\n').count() + STAGE_LINES <= lines; i++) {
                text.append(STAGE.replace("%N", Integer.toString(i)));
            }
            bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        }
    }

    /** The thread's own time, which other processes do not lengthen. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Cpu {
        private static final ThreadMXBean THREAD = ManagementFactory.getThreadMXBean();

        public long nanos;
        public long files;

        long start() {
            return THREAD.getCurrentThreadCpuTime();
        }

        void stop(long started) {
            nanos += THREAD.getCurrentThreadCpuTime() - started;
            files++;
        }
    }

    private static final String STAGE = """
            # the stage number %N
            FROM --platform=$BUILDPLATFORM debian:${VERSION:-12} AS stage-%N
            ARG TARGETARCH LEVEL="a b" OTHER=$VERSION
            ENV PATH=/opt/bin:$PATH NAME="with blanks" \\
                MORE='single' LAST=plain
            LABEL org.example.title="stage %N" org.example.version=${VERSION%%.*}
            WORKDIR /src
            RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \\
                --mount=type=secret,id=token \\
                apt-get update \\
                # a comment within
             && apt-get install -y --no-install-recommends \\
                ca-certificates \\
                curl
            COPY --from=stage-%N --chown=1000:1000 --chmod=0644 ["a file", "b", "/to/"]
            COPY <<-"EOF" /etc/configuration
            	key = value
            	other = $NAME
            	EOF
            RUN <<EOF
            set -e
            make -C /src ARCH=$TARGETARCH
            make install
            EOF
            EXPOSE 80 443/tcp 8000-8010/udp
            HEALTHCHECK --interval=30s --timeout=5s CMD ["curl", "-f", "http://localhost/"]
            ENTRYPOINT ["/usr/bin/server", "--config", "/etc/configuration"]
            CMD ["serve"]

            """;
    private static final long STAGE_LINES = STAGE.lines().count();

    @Benchmark
    @BenchmarkMode(Mode.AverageTime)
    @Fork(1)
    @Warmup(iterations = 3, time = 1)
    @Measurement(iterations = 5, time = 1)
    public Dockerfile warm(File file, Cpu cpu) {
        long started = cpu.start();
        Dockerfile read = DockerfileParser.parse(SourceText.decode("Dockerfile", file.bytes));
        cpu.stop(started);
        return read;
    }

    @Benchmark
    @BenchmarkMode(Mode.SingleShotTime)
    @Fork(10)
    @Warmup(iterations = 0)
    @Measurement(iterations = 1)
    public Dockerfile cold(File file, Cpu cpu) {
        long started = cpu.start();
        Dockerfile read = DockerfileParser.parse(SourceText.decode("Dockerfile", file.bytes));
        cpu.stop(started);
        return read;
    }
}
