package dev.jbuild.exec.rootless;

import dev.jbuild.exec.host.OwnFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Who runs this, and which ids they have been given beside their own. */
public record UserIds(String name, long uid, long gid, List<IdRange> uids, List<IdRange> gids) {
    private static final Path SELF = Path.of("/proc/self");

    public UserIds {
        uids = List.copyOf(uids);
        gids = List.copyOf(gids);
    }

    public static UserIds current() throws IOException {
        long uid = OwnFiles.owner(SELF);
        String name = System.getProperty("user.name");
        return new UserIds(
                name,
                uid,
                OwnFiles.group(SELF),
                IdRange.ofUser(text("/etc/subuid"), name, uid),
                IdRange.ofUser(text("/etc/subgid"), name, uid));
    }

    /** How many ids there are beside the user's own: the smaller number of users and groups. */
    public long subordinateIds() {
        return Math.min(count(uids), count(gids));
    }

    private static long count(List<IdRange> ranges) {
        return ranges.stream().mapToLong(IdRange::count).sum();
    }

    private static String text(String file) throws IOException {
        Optional<byte[]> bytes = OwnFiles.read(Path.of(file));
        return bytes.map(b -> new String(b, StandardCharsets.UTF_8)).orElse("");
    }
}
