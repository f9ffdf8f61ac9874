package dev.jbuild.core.plan;

/** What a RUN asks to have mounted; variables expanded, defaults filled in, targets absolute. */
public sealed interface RunMount {

    String target();

    /** A subtree of an input (its number among the vertex's inputs); writes are allowed or not, and discarded. */
    record Bind(int input, String source, String target, boolean readWrite) implements RunMount {}

    /** A directory that outlives the build; {@code seedInput} is -1 when nothing seeds it. */
    record Cache(
            String id,
            String target,
            Sharing sharing,
            boolean readOnly,
            int seedInput,
            String seedSource,
            int mode,
            long uid,
            long gid)
            implements RunMount {}

    /** How users of a cache mount share it. */
    enum Sharing {
        SHARED,
        PRIVATE,
        LOCKED
    }

    /** Memory; 0 for no limit. */
    record Tmpfs(String target, long sizeBytes) implements RunMount {}

    /** A secret as a file (target not empty) or as a variable (env not empty), or both. */
    record Secret(String id, String target, String env, boolean required, int mode, long uid, long gid)
            implements RunMount {}

    /** A forwarded agent's socket. */
    record Ssh(String id, String target, boolean required, int mode, long uid, long gid) implements RunMount {}
}
