package dev.jbuild.core.plan;

/** What a RUN asks to have mounted; variables expanded, defaults filled in, targets absolute and clean. */
public sealed interface RunMount {

    /** Where it appears; empty for a secret that is a variable only. */
    String target();

    <R> R match(Cases<R> cases);

    /** A subtree of an input (its index among the vertex's inputs); writes are allowed or not, and discarded. */
    record Bind(int input, String source, String target, boolean readWrite) implements RunMount {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.bind(this);
        }
    }

    /**
     * A directory that outlives the build.
     *
     * @param id its name, as written; digest it before it becomes a path
     * @param seedInput {@link #NO_SEED}, or the index of the input whose {@code seedSource} a new directory is a copy of
     * @param mode {@link #ABSENT}, or the permission bits of a new directory
     * @param uid {@link #ABSENT}, or the owner of a new directory
     * @param gid {@link #ABSENT}, or the group of a new directory
     */
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
            implements RunMount {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.cache(this);
        }
    }

    /** How users of a cache mount share it. */
    enum Sharing {
        SHARED,
        PRIVATE,
        LOCKED
    }

    /** Memory; 0 for no limit. */
    record Tmpfs(String target, long sizeBytes) implements RunMount {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.tmpfs(this);
        }
    }

    /** A secret as a file (target not empty) or as a variable (env not empty), or both. */
    record Secret(String id, String target, String env, boolean required, int mode, long uid, long gid)
            implements RunMount {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.secret(this);
        }
    }

    /** A forwarded agent's socket; SSH_AUTH_SOCK names the first one's. */
    record Ssh(String id, String target, boolean required, int mode, long uid, long gid) implements RunMount {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.ssh(this);
        }
    }

    /** No mode, no owner. */
    int ABSENT = -1;

    /** Nothing that a cache mount begins with. */
    int NO_SEED = -1;

    /** One method for each kind of mount. */
    interface Cases<R> {
        R bind(Bind mount);

        R cache(Cache mount);

        R tmpfs(Tmpfs mount);

        R secret(Secret mount);

        R ssh(Ssh mount);
    }
}
