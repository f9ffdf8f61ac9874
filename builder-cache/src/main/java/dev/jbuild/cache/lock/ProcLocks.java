package dev.jbuild.cache.lock;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code /proc/locks}, where the kernel says which process holds which byte of which file. */
final class ProcLocks {
    private ProcLocks() {}

    /** The process that holds a lock on this one byte, 0 when it is not known. For people: the file is not compared. */
    static long holder(long offset) {
        try (InputStream in = new FileInputStream("/proc/locks")) {
            return holder(new String(in.readAllBytes(), StandardCharsets.US_ASCII), offset);
        } catch (IOException e) {
            return 0; // there is no /proc here; that only leaves a message without a number
        }
    }

    /** From lines like {@code 3: POSIX  ADVISORY  WRITE 1234 08:01:5678 100 100}; those with {@code ->} wait themselves. */
    static long holder(String text, long offset) {
        String start = Long.toString(offset);
        for (String line : text.split("\n")) {
            List<String> words = words(line);
            if (words.size() == 8 && words.get(6).equals(start) && words.get(7).equals(start)) {
                return Long.parseLong(words.get(4));
            }
        }
        return 0;
    }

    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        for (String word : line.split(" ")) {
            if (!word.isEmpty()) {
                words.add(word);
            }
        }
        return words;
    }
}
