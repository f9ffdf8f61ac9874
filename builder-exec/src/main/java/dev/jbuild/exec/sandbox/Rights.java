package dev.jbuild.exec.sandbox;

import dev.jbuild.core.oci.Digest;
import dev.jbuild.exec.host.OwnFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.StringJoiner;
import java.util.StringTokenizer;

/**
 * Which ids this process may give to files and processes.
 *
 * @param directoryTag of the directory forms whose files carry such ids
 */
public record Rights(Kind kind, String directoryTag) {
    /** Root of the host, or of a container that is as good. */
    public static final Rights ROOT = new Rights(Kind.ROOT, "root");

    private static final String ALL_IDS = "0 0 4294967295";
    private static final int TAG_DIGITS = 12;

    /** Where the ids come from. */
    public enum Kind {
        /** The initial user namespace: all ids, all kinds of devices. */
        ROOT,
        /** A user namespace with many ids. */
        SUBORDINATE_IDS,
        /** A user namespace in which root is the only user. */
        SINGLE_ID
    }

    /** Those of this process, which must be root, be it in a user namespace. */
    public static Rights current() throws IOException {
        byte[] uids = OwnFiles.read(Path.of("/proc/self/uid_map")).orElse(new byte[0]);
        byte[] gids = OwnFiles.read(Path.of("/proc/self/gid_map")).orElse(new byte[0]);
        return of(new String(uids, StandardCharsets.US_ASCII), new String(gids, StandardCharsets.US_ASCII));
    }

    static Rights of(String uidMap, String gidMap) {
        if (normal(uidMap).equals(ALL_IDS) && normal(gidMap).equals(ALL_IDS)) {
            return ROOT;
        }
        if (uidMap.strip().split("\\s+").length == 3 && uidMap.strip().endsWith(" 1")) {
            return new Rights(Kind.SINGLE_ID, "single");
        }
        String maps = normal(uidMap) + "/" + normal(gidMap);
        String digest = Digest.of(maps.getBytes(StandardCharsets.US_ASCII)).hex();
        return new Rights(Kind.SUBORDINATE_IDS, "userns-" + digest.substring(0, TAG_DIGITS));
    }

    private static String normal(String map) {
        StringJoiner words = new StringJoiner(" ");
        for (StringTokenizer all = new StringTokenizer(map); all.hasMoreTokens(); ) {
            words.add(all.nextToken());
        }
        return words.toString();
    }

    public boolean inUserNamespace() {
        return kind != Kind.ROOT;
    }

    /** True when files can belong to others than root. */
    public boolean manyIds() {
        return kind != Kind.SINGLE_ID;
    }
}
