package dev.jbuild.exec.rootless;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Consecutive ids of the host. */
record IdRange(long first, long count) {
    private static final long MOST = 1L << 32;

    /**
     * The ranges that a file such as /etc/subuid gives a user, by name or number. Lines that are not understood are passed over, as
     * newuidmap does, which has the last word.
     */
    static List<IdRange> ofUser(String file, String name, long id) {
        List<IdRange> ranges = new ArrayList<>();
        for (String line : file.lines().toList()) {
            String[] fields = line.strip().split(":");
            if (fields.length == 3 && (fields[0].equals(name) || fields[0].equals(Long.toString(id)))) {
                range(fields[1], fields[2]).ifPresent(ranges::add);
            }
        }
        return ranges;
    }

    private static Optional<IdRange> range(String first, String count) {
        try {
            IdRange range = new IdRange(Long.parseLong(first), Long.parseLong(count));
            boolean fits = range.first > 0 && range.count > 0 && range.first + range.count <= MOST;
            return fits ? Optional.of(range) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Arguments of newuidmap: the user becomes 0, then come the ranges, one behind the other. */
    static List<String> map(long user, List<IdRange> ranges) {
        List<String> numbers = new ArrayList<>(List.of("0", Long.toString(user), "1"));
        long inside = 1;
        for (IdRange range : ranges) {
            numbers.addAll(List.of(Long.toString(inside), Long.toString(range.first), Long.toString(range.count)));
            inside += range.count;
        }
        return numbers;
    }
}
