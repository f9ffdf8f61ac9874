package dev.jbuild.cli.command;

import dev.jbuild.cli.ParseResult;
import dev.jbuild.core.plan.Op;
import dev.jbuild.core.sandbox.ProcessSpec;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** The options of {@code build} and {@code run} that limit what a command can take, named as Docker's; 0 is as if not said. */
final class ResourceOptions {
    private static final long NANOS = 1_000_000_000L;
    private static final long LEAST_MEMORY_BYTES =
            4L * 1024 * 1024; // 4 MiB: with less nothing starts; Docker refuses 6 MB
    private static final int MOST_CPUS = 1 << 16;

    private ResourceOptions() {}

    static Options add(Options options, String whose) {
        return options.value("SIZE", "memory of " + whose + ", with k, m, g or t; more ends it", "-m", "--memory")
                .value("NUMBER", "processors of " + whose + ", such as 1.5", "--cpus")
                .value("N", "how many processes " + whose + " may have; -1 for no limit", "--pids-limit")
                .value("SIZE", "size of /dev/shm (default: 64m)", "--shm-size")
                .values("NAME=SOFT[:HARD]", "a resource limit of " + whose + ", such as nofile=1024:2048", "--ulimit");
    }

    /** All of them, for a container. */
    static ProcessSpec.Limits all(ParseResult options) {
        Op.Run.Limits planned = planned(options);
        ProcessSpec.Limits machine = ofMachine(options);
        long shm = planned.shmBytes() > 0 ? planned.shmBytes() : machine.shmBytes();
        return new ProcessSpec.Limits(
                machine.memoryBytes(), machine.nanoCpus(), machine.pids(), shm, planned.ulimits());
    }

    /** Those of control groups, which are in no key. */
    static ProcessSpec.Limits ofMachine(ParseResult options) {
        ProcessSpec.Limits none = ProcessSpec.Limits.NONE;
        return new ProcessSpec.Limits(memory(options), nanoCpus(options), pids(options), none.shmBytes(), List.of());
    }

    /** Those that a command can find out, which are in its key. */
    static Op.Run.Limits planned(ParseResult options) {
        long shm = Options.text(options, "--shm-size")
                .map(text -> size("--shm-size", text))
                .orElse(0L);
        return new Op.Run.Limits(shm, Options.texts(options, "--ulimit"));
    }

    private static long memory(ParseResult options) {
        Optional<String> text = Options.text(options, "--memory");
        long bytes = text.map(given -> size("--memory", given)).orElse(0L);
        if (bytes != 0 && bytes < LEAST_MEMORY_BYTES) {
            throw BuildOptions.wrong("--memory", text.orElse(""), "at least 4m");
        }
        return bytes;
    }

    private static long size(String option, String text) {
        long bytes = Sizes.parse(option, text);
        if (bytes > 1L << 50) {
            throw BuildOptions.wrong(option, text, "at most 1024t");
        }
        return bytes;
    }

    private static long nanoCpus(ParseResult options) {
        Optional<String> text = Options.text(options, "--cpus");
        if (text.isEmpty()) {
            return 0;
        }
        try {
            BigDecimal cpus = text.get().length() > 20 ? BigDecimal.ONE.negate() : new BigDecimal(text.get());
            if (cpus.signum() == 0) {
                return 0;
            }
            if (cpus.compareTo(new BigDecimal("0.01")) >= 0 && cpus.compareTo(BigDecimal.valueOf(MOST_CPUS)) <= 0) {
                return cpus.multiply(BigDecimal.valueOf(NANOS)).longValue();
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw BuildOptions.wrong("--cpus", text.get(), "a number of processors from 0.01 to " + MOST_CPUS);
    }

    private static long pids(ParseResult options) {
        Optional<String> text = Options.text(options, "--pids-limit");
        try {
            long pids = text.map(Long::parseLong).orElse(0L);
            if (pids >= -1 && pids <= Integer.MAX_VALUE) {
                return Math.max(0, pids);
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw BuildOptions.wrong("--pids-limit", text.orElse(""), "a number of processes, or -1");
    }
}
