package dev.jbuild.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/**
 * What the program has of the outside world. stdout carries results only, stderr everything else.
 *
 * @param workingDirectory absolute; what a user's relative path is relative to
 * @param outTerminal whether stdout is a terminal
 * @param errTerminal whether stderr is one that can redraw
 */
public record Console(
        InputStream in,
        PrintStream out,
        PrintStream err,
        Map<String, String> env,
        Path workingDirectory,
        Clock clock,
        Terminal outTerminal,
        Terminal errTerminal) {

    /** What stderr is. */
    public enum Terminal {
        /** A pipe, a file, or a terminal that wants no escape codes. */
        PLAIN,
        /** A terminal. */
        LIVE
    }

    /** The process's own. */
    public static Console ofProcess() {
        Map<String, String> env = System.getenv();
        boolean live =
                isTerminal(2) && !env.containsKey("NO_COLOR") && !"dumb".equals(env.getOrDefault("TERM", "dumb"));
        return new Console(
                System.in,
                System.out,
                System.err,
                env,
                Path.of("").toAbsolutePath(),
                Clock.systemUTC(),
                isTerminal(1) ? Terminal.LIVE : Terminal.PLAIN,
                live ? Terminal.LIVE : Terminal.PLAIN);
    }

    /** A variable that is set and not empty. */
    public Optional<String> variable(String name) {
        return Optional.ofNullable(env.get(name)).filter(value -> !value.isEmpty());
    }

    /** The same with other variables. */
    Console withEnv(Map<String, String> other) {
        return other == env
                ? this
                : new Console(in, out, err, other, workingDirectory, clock, outTerminal, errTerminal);
    }

    /** A path as the user wrote it. */
    public Path path(String text) {
        return workingDirectory.resolve(text);
    }

    /** Whether what the user types comes from a terminal. */
    public boolean readsTerminal() {
        return in == System.in && isTerminal(0);
    }

    private static boolean isTerminal(int descriptor) {
        String target = HostFiles.linkTarget("/proc/self/fd/" + descriptor);
        return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
    }
}
