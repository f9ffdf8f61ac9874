package dev.jbuild.exec.rootless;

import static dev.jbuild.exec.program.Arg.NULL;
import static dev.jbuild.exec.program.Arg.number;
import static dev.jbuild.exec.program.Arg.text;

import dev.jbuild.core.file.PathBytes;
import dev.jbuild.exec.host.OwnFiles;
import dev.jbuild.exec.program.Constant;
import dev.jbuild.exec.program.Linux;
import dev.jbuild.exec.program.ProgramBuilder;
import dev.jbuild.exec.program.Slot;
import dev.jbuild.exec.program.Syscall;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The descriptors that the words of a command line name, as a shell's {@code <(command)} does: the program inside has them too, under
 * the same numbers. Java closes them in what it starts, and from inside a user namespace no process outside can be looked into; so
 * they are opened once more, as files of /proc, before that namespace is entered. One that cannot be opened so, such as a socket, is
 * not there.
 */
public final class KeptDescriptors {
    /** No word names one. */
    public static final KeptDescriptors NONE = new KeptDescriptors(Map.of());

    private static final List<String> NAMES = List.of("/dev/fd/", "/proc/self/fd/");
    private static final int FIRST = 3; // behind the standard streams
    private static final int MOST = 32;
    private static final int MOST_DIGITS = 6;
    private static final int ASIDE = 900; // numbers that no shell uses, below the usual limit of 1024
    private static final int ACCESS_MODE = 3; // O_ACCMODE

    private final Map<Integer, Opening> openings;

    /** How one is opened; what was read of it already is there instead of a path. */
    private record Opening(Path path, Constant flags, byte @Nullable [] read) {}

    private KeptDescriptors(Map<Integer, Opening> openings) {
        this.openings = openings;
    }

    /**
     * Those of this process.
     *
     * @param read all that some of them gave, by their numbers: the program inside reads it once more
     */
    public static KeptDescriptors namedBy(List<String> words, Map<Integer, byte[]> read) throws IOException {
        Map<Integer, Opening> openings = new TreeMap<>();
        Path own = Path.of("/proc", Long.toString(ProcessHandle.current().pid()));
        for (int descriptor : numbers(words)) {
            byte[] info = OwnFiles.read(own.resolve("fdinfo/" + descriptor)).orElse(null);
            if (info != null) {
                Path path = own.resolve("fd/" + descriptor);
                openings.put(descriptor, new Opening(path, access(info), read.get(descriptor)));
            }
        }
        return openings.isEmpty() ? NONE : new KeptDescriptors(openings);
    }

    private static List<Integer> numbers(List<String> words) {
        List<Integer> numbers = new ArrayList<>();
        for (String word : words) {
            for (String name : NAMES) {
                for (int at = word.indexOf(name); at >= 0; at = word.indexOf(name, at + 1)) {
                    int begin = at + name.length();
                    int end = begin;
                    while (end < word.length() && word.charAt(end) >= '0' && word.charAt(end) <= '9') {
                        end++;
                    }
                    if (end > begin && end - begin <= MOST_DIGITS && numbers.size() < MOST) {
                        numbers.add(Integer.parseInt(word.substring(begin, end)));
                    }
                }
            }
        }
        numbers.removeIf(number -> number < FIRST);
        return numbers;
    }

    /** How it is open: the octal number behind "flags:" in its file of fdinfo. */
    private static Constant access(byte[] info) {
        for (String line : new String(info, StandardCharsets.US_ASCII).split("\n")) {
            if (line.startsWith("flags:")) {
                int flags = Integer.parseUnsignedInt(
                        line.substring("flags:".length()).strip(), 8);
                return switch (flags & ACCESS_MODE) {
                    case 1 -> Linux.O_WRONLY;
                    case 2 -> Linux.O_RDWR;
                    default -> Linux.O_RDONLY;
                };
            }
        }
        return Linux.O_RDONLY;
    }

    /** First of all: the descriptors that a program opens later take other numbers. */
    void open(ProgramBuilder program) {
        if (openings.isEmpty()) {
            return;
        }
        program.topic("the descriptors that its words name");
        int aside = ASIDE;
        for (Opening opening : openings.values()) {
            Slot opened = opened(program, opening);
            program.call(Syscall.DUP3, opened, number(aside++), Linux.O_CLOEXEC).acceptAll();
            program.call(Syscall.CLOSE, opened).acceptAll();
        }
        aside = ASIDE;
        for (int descriptor : openings.keySet()) {
            program.call(Syscall.DUP3, number(aside++), number(descriptor), NULL)
                    .acceptAll();
        }
    }

    private static Slot opened(ProgramBuilder program, Opening opening) {
        Slot opened = program.slot("kept");
        byte[] read = opening.read;
        if (read == null) {
            program.call(
                            Syscall.OPENAT,
                            Linux.AT_FDCWD,
                            text(PathBytes.bytes(opening.path)),
                            opening.flags.or(Linux.O_CLOEXEC),
                            NULL)
                    .into(opened)
                    .acceptAll();
            return opened;
        }
        program.call(Syscall.MEMFD_CREATE, text("read"), Linux.MFD_CLOEXEC).into(opened);
        program.call(Syscall.WRITE, opened, program.bytes("read", read), number(read.length));
        return opened;
    }
}
