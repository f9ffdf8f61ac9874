package dev.jbuild.exec.seccomp;

import dev.jbuild.core.sandbox.Capability;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The names of the system calls that a command may make. */
final class AllowedCalls {
    private AllowedCalls() {}

    /** Those of {@code allowed.txt}, which every command may make. */
    static Set<String> always() throws IOException {
        Set<String> names = new HashSet<>();
        for (String line : SyscallTable.lines("allowed.txt")) {
            names.addAll(words(line));
        }
        return names;
    }

    /** The same, and those of {@code capabilities.txt} for which there is one in a set of capabilities, bits of the kernel's. */
    static Set<String> with(long capabilities) throws IOException {
        Set<String> names = always();
        if (capabilities == 0) {
            return names;
        }
        for (String line : SyscallTable.lines("capabilities.txt")) {
            List<String> words = words(line);
            if ((capabilities & Capability.valueOf(words.get(0)).bit()) != 0) {
                names.addAll(words.subList(1, words.size()));
            }
        }
        return names;
    }

    private static List<String> words(String line) {
        return Arrays.asList(line.trim().split(" +"));
    }
}
