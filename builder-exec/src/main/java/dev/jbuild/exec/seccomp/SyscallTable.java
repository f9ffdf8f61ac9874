package dev.jbuild.exec.seccomp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The numbers of the system calls by name, for each interface that the kernel offers a program. */
final class SyscallTable {

    /** A calling convention with a table of its own, as {@code AUDIT_ARCH_…} names it. */
    enum Abi {
        X86_64(0xC000003E),
        I386(0x40000003),
        AARCH64(0xC00000B7);

        final int audit;

        Abi(int audit) {
            this.audit = audit;
        }
    }

    private static final String ABSENT = "-";

    private final Map<Abi, Map<String, Integer>> numbers;

    private SyscallTable(Map<Abi, Map<String, Integer>> numbers) {
        this.numbers = numbers;
    }

    static SyscallTable load() throws IOException {
        Map<Abi, Map<String, Integer>> numbers = new EnumMap<>(Abi.class);
        for (Abi abi : Abi.values()) {
            numbers.put(abi, new TreeMap<>());
        }
        for (String line : lines("syscalls.txt")) {
            String[] words = line.split(" ");
            for (Abi abi : Abi.values()) {
                String number = words[1 + abi.ordinal()];
                if (!number.equals(ABSENT)) {
                    numbers.get(abi).put(words[0], Integer.parseInt(number));
                }
            }
        }
        return new SyscallTable(numbers);
    }

    /** All calls of an interface. */
    Map<String, Integer> calls(Abi abi) {
        return Collections.unmodifiableMap(numbers.get(abi));
    }

    /** The lines of a resource beside this class, without comments and empty ones. */
    static List<String> lines(String resource) throws IOException {
        try (InputStream in = SyscallTable.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("no resource " + resource);
            }
            List<String> lines = new ArrayList<>();
            BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    lines.add(line);
                }
            }
            return lines;
        }
    }
}
