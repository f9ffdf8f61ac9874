package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The processes that have anything of a directory: a file that is open, a mount, an argument or a variable. Who had it once belongs to
 * them until it has ended. Needs root; used by one thread.
 */
final class RemainingProcesses {
    private static final Path PROC = Path.of("/proc");
    private static final String OWN = Long.toString(ProcessHandle.current().pid());
    private static final int LOOK_MILLIS = 10;
    private static final int LOOKS = 100; // a second of them
    private static final int PATIENCE_SECONDS = 120; // far beyond what any machine is busy for

    private final String directory;
    private final Set<String> known = new HashSet<>(); // process and time of its start
    private Map<Path, Long> busyNanos = Map.of(); // how long each thread had a processor, at the last look
    private long lastLook;

    RemainingProcesses(Path directory) {
        this.directory = directory + "/";
    }

    /**
     * Waits until there is none any more, for a second at most: a hundred looks that find one, ten milliseconds apart. Not counted is a
     * look that finds one of them waiting for what other work keeps from it, a processor or a disk. So a busy machine gives them the
     * second that an idle one does, and no more.
     */
    void awaitEnd() throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        lastLook = System.nanoTime();
        for (int counted = 0; ; ) {
            List<Path> left = left();
            if (left.isEmpty()) {
                return;
            }
            if (!areKeptWaiting(left)) {
                counted++;
            }
            assertThat(counted < LOOKS && System.nanoTime() < end)
                    .as("after a second in which nothing kept them, there still are %s", describe(left))
                    .isTrue();
            Thread.sleep(LOOK_MILLIS);
        }
    }

    /** Their directories of /proc. */
    private List<Path> left() throws IOException {
        List<Path> left = new ArrayList<>();
        try (Stream<Path> all = Files.list(PROC)) {
            for (Path process : (Iterable<Path>) all::iterator) {
                String pid = process.getFileName().toString();
                if (!Character.isDigit(pid.charAt(0)) || pid.equals(OWN)) {
                    continue;
                }
                Optional<Stat> stat = Stat.of(process);
                if (stat.isEmpty()) {
                    continue;
                }
                String name = pid + " begun at " + stat.get().begun();
                if ((known.contains(name) || hasAnything(process))
                        && !living(process).isEmpty()) {
                    known.add(name);
                    left.add(process);
                }
            }
        }
        return left;
    }

    private boolean hasAnything(Path process) {
        if (text(process.resolve("cmdline")).contains(directory)
                || text(process.resolve("environ")).contains(directory)
                || text(process.resolve("mountinfo")).contains(directory)) {
            return true;
        }
        return list(process.resolve("fd")).stream().anyMatch(descriptor -> {
            try {
                return Files.readSymbolicLink(descriptor).toString().startsWith(directory);
            } catch (IOException e) {
                return false; // it is closed meanwhile
            }
        });
    }

    /** True when a thread of theirs waits for a disk, or could go on and had a processor for less than half of the time since the last look. */
    private boolean areKeptWaiting(List<Path> processes) {
        long now = System.nanoTime();
        Map<Path, Long> busy = new HashMap<>();
        boolean kept = false;
        for (Path process : processes) {
            for (Path thread : living(process)) {
                char state = Stat.of(thread).map(Stat::state).orElse('X');
                String spent = text(thread.resolve("schedstat"));
                long nanos = spent.isEmpty() ? 0 : Long.parseLong(spent.substring(0, spent.indexOf(' ')));
                long had = nanos - busyNanos.getOrDefault(thread, 0L);
                kept |= state == 'D' || state == 'R' && had < (now - lastLook) / 2;
                busy.put(thread, nanos);
            }
        }
        busyNanos = busy;
        lastLook = now;
        return kept;
    }

    /** The threads of a process that have not ended; one that has may still be asked for its exit status. */
    private static List<Path> living(Path process) {
        return list(process.resolve("task")).stream()
                .filter(thread -> Stat.of(thread).filter(Stat::isLiving).isPresent())
                .toList();
    }

    private static String describe(List<Path> processes) {
        List<String> lines = new ArrayList<>();
        for (Path process : processes) {
            lines.add(process + " " + text(process.resolve("cmdline")).replace('\0', ' ') + " "
                    + text(process.resolve("stat")).strip());
        }
        return String.join("\n", lines);
    }

    /** What a file says; nothing when its process has ended, or is a part of the kernel. */
    private static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    private static List<Path> list(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        } catch (IOException e) {
            return List.of(); // its process has ended
        }
    }

    /** What the file of this name says of a process or a thread. */
    private record Stat(char state, String begun) {
        private static final int BEGUN = 19; // its place behind the state

        static Optional<Stat> of(Path directory) {
            String text = text(directory.resolve("stat"));
            String[] fields = text.substring(text.lastIndexOf(')') + 1).trim().split(" ");
            return fields.length > BEGUN ? Optional.of(new Stat(fields[0].charAt(0), fields[BEGUN])) : Optional.empty();
        }

        boolean isLiving() {
            return state != 'Z' && state != 'X';
        }
    }
}
