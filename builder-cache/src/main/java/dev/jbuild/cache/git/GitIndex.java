package dev.jbuild.cache.git;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * The index file of a working tree that has all files of a commit. It knows nothing of how they lie on disk, so that git looks at each
 * of them once.
 *
 * @see <a href="https://git-scm.com/docs/index-format">index format</a>
 */
record GitIndex(FetchedCommit commit) {
    private static final int VERSION = 2;
    private static final int STAT_BYTES = 24; // times, device and inode
    private static final int OWNER_AND_SIZE_BYTES = 12; // a size of 0 has git compare the content
    private static final int ENTRY_BYTES = 62; // without the name
    private static final int LONGEST_NAME = 0xfff; // that the flags can say

    byte[] toBytes() throws IOException {
        ByteArrayOutputStream entries = new ByteArrayOutputStream();
        int count = 0;
        try (TreeWalk walk = new TreeWalk(commit.reader())) {
            walk.addTree(commit.commit().getTree());
            walk.setRecursive(true);
            DataOutputStream out = new DataOutputStream(entries);
            while (walk.next()) {
                entry(out, walk);
                count++;
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(entries.size() + 64);
        DataOutputStream out = new DataOutputStream(bytes);
        out.write("DIRC".getBytes(StandardCharsets.US_ASCII));
        out.writeInt(VERSION);
        out.writeInt(count);
        entries.writeTo(out);
        MessageDigest hash = Constants.newMessageDigest();
        out.write(hash.digest(bytes.toByteArray()));
        return bytes.toByteArray();
    }

    private static void entry(DataOutputStream out, TreeWalk walk) throws IOException {
        byte[] path = walk.getRawPath();
        out.write(new byte[STAT_BYTES]);
        out.writeInt(walk.getRawMode(0));
        out.write(new byte[OWNER_AND_SIZE_BYTES]);
        byte[] id = new byte[Constants.OBJECT_ID_LENGTH];
        walk.getObjectId(0).copyRawTo(id, 0);
        out.write(id);
        out.writeShort(Math.min(path.length, LONGEST_NAME));
        out.write(path);
        out.write(new byte[8 - (ENTRY_BYTES + path.length) % 8]);
    }
}
