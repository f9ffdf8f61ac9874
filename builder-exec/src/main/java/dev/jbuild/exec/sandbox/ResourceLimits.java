package dev.jbuild.exec.sandbox;

import static dev.jbuild.exec.program.Arg.NULL;
import static dev.jbuild.exec.program.Arg.number;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.exec.program.Memory;
import dev.jbuild.exec.program.ProgramBuilder;
import dev.jbuild.exec.program.Syscall;
import java.util.ArrayList;
import java.util.List;

/** Resource limits: those of jbuild without what the JVM changed of them, and what the user asked for. */
final class ResourceLimits {
    private static final List<String> NAMES = List.of(
            "cpu",
            "fsize",
            "data",
            "stack",
            "core",
            "rss",
            "nproc",
            "nofile",
            "memlock",
            "as",
            "locks",
            "sigpending",
            "msgqueue",
            "nice",
            "rtprio",
            "rttime"); // by number
    private static final int CORE = NAMES.indexOf("core");
    private static final int NOFILE = NAMES.indexOf("nofile");
    private static final long USUAL_FILES = 1024; // what login gives; a JVM raises it to the hard limit
    private static final long INFINITY = -1; // RLIM_INFINITY

    private ResourceLimits() {}

    /** @param ulimits {@code name=soft:hard} or {@code name=both}, -1 or "unlimited" for none */
    static void set(ProgramBuilder program, List<String> ulimits) {
        program.topic("resource limits");
        soft(program, NOFILE, USUAL_FILES);
        soft(program, CORE, 0); // a core file would become part of the layer
        for (String ulimit : ulimits) {
            Limit limit = Limit.parse(ulimit);
            byte[] both = ProgramBuilder.struct(16)
                    .putLong(limit.soft())
                    .putLong(limit.hard())
                    .array();
            program.call(Syscall.PRLIMIT64, number(0), number(limit.resource()), program.bytes(ulimit, both), NULL)
                    .orFail(ErrorCode.PERMISSION_DENIED, "cannot set the limit " + ulimit);
        }
    }

    /**
     * The same limits as values, for who cannot take them over from this process.
     *
     * @param own what /proc/self/limits says
     */
    static List<Limit> all(String own, List<String> ulimits) {
        List<Limit> limits = new ArrayList<>();
        limits.add(Limit.under(NOFILE, USUAL_FILES, hard(own, "Max open files")));
        limits.add(Limit.under(CORE, 0, hard(own, "Max core file size")));
        ulimits.stream().map(Limit::parse).forEach(limits::add);
        return limits;
    }

    private static long hard(String own, String name) {
        return own.lines()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> line.substring(name.length()).strip().split("\\s+")[1])
                .map(number -> number.equals("unlimited") ? INFINITY : Long.parseUnsignedLong(number))
                .findFirst()
                .orElse(INFINITY);
    }

    private static void soft(ProgramBuilder program, int resource, long value) {
        Memory limit = program.zeros("limit", 16);
        program.call(Syscall.PRLIMIT64, number(0), number(resource), NULL, limit);
        program.call(Syscall.PUT, limit, number(value));
        // A hard limit below this fails, and then the soft one is not above it either.
        program.call(Syscall.PRLIMIT64, number(0), number(resource), limit, NULL)
                .acceptAll();
    }

    /** One of the user's limits. */
    record Limit(int resource, long soft, long hard) {

        /** A soft limit, or the hard one where that is lower. */
        static Limit under(int resource, long soft, long hard) {
            return new Limit(resource, Long.compareUnsigned(soft, hard) > 0 ? hard : soft, hard);
        }

        String name() {
            return NAMES.get(resource);
        }

        static Limit parse(String text) {
            String[] parts = text.split("[=:]", -1);
            int resource = NAMES.indexOf(parts[0]);
            if (resource < 0 || parts.length < 2 || parts.length > 3) {
                throw BuildException.of(ErrorCode.USAGE, "got ulimit \"" + text + "\", want NAME=SOFT[:HARD]")
                        .withHint("use one of " + String.join(", ", NAMES));
            }
            long soft = value(text, parts[1]);
            long hard = parts.length == 2 ? soft : value(text, parts[2]);
            if (Long.compareUnsigned(soft, hard) > 0) {
                throw BuildException.of(
                        ErrorCode.USAGE, "got ulimit \"" + text + "\", want a soft limit below the hard one");
            }
            return new Limit(resource, soft, hard);
        }

        private static long value(String text, String number) {
            if (number.equals("unlimited") || number.equals("-1")) {
                return INFINITY;
            }
            try {
                return Long.parseUnsignedLong(number);
            } catch (NumberFormatException e) {
                throw BuildException.of(ErrorCode.USAGE, "got ulimit \"" + text + "\", want a number or unlimited");
            }
        }
    }
}
