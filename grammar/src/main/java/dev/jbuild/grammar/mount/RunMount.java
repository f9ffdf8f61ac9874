package dev.jbuild.grammar.mount;

/**
 * Something that a RUN sees while it runs and that is no part of its layer. A {@code target} is as written: possibly relative to the working
 * directory. An empty string means that the option was not given.
 */
public sealed interface RunMount {

    /** Where it appears. */
    String target();

    Access access();

    <R> R match(Cases<R> cases);

    /** Whether the command may write there. */
    enum Access {
        READ_ONLY,
        READ_WRITE
    }

    /** Whether the step fails without it. */
    enum Need {
        OPTIONAL,
        REQUIRED
    }

    /** Who may use a cache mount at the same time. */
    enum Sharing {
        SHARED,
        PRIVATE,
        LOCKED
    }

    /** Files of a stage, an image or a context; what is written there is discarded. */
    record Bind(String target, String from, String source, Access access) implements RunMount {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.bind(this);
        }
    }

    /**
     * A directory that outlives the build, at first a copy of {@code source} in {@code from} if that is given.
     *
     * @param id its name; the cleaned target if none was given
     */
    record Cache(String target, String id, String from, String source, Sharing sharing, Access access, Ownership owner)
            implements RunMount {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.cache(this);
        }
    }

    /**
     * An empty directory in memory.
     *
     * @param limitBytes {@link #UNLIMITED} or the most that it holds
     */
    record Tmpfs(String target, long limitBytes, Access access) implements RunMount {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.tmpfs(this);
        }

        public static final long UNLIMITED = 0;
    }

    /**
     * A secret as a file, as a variable, or both.
     *
     * @param target the file; empty if it is a variable only
     * @param variable the variable; empty if it is a file only
     */
    record Secret(String target, String id, String variable, Need need, Ownership owner) implements RunMount {
        @Override
        public Access access() {
            return Access.READ_ONLY;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.secret(this);
        }
    }

    /**
     * The socket of an SSH agent.
     *
     * @param target empty for the default, which depends on the number of such mounts
     */
    record Ssh(String target, String id, Need need, Ownership owner) implements RunMount {
        @Override
        public Access access() {
            return Access.READ_ONLY;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.ssh(this);
        }
    }

    /**
     * Mode and owner of what is mounted; each is {@link #ABSENT} if it was not given.
     *
     * @param mode permission bits
     * @param uid from 0 to 2³²−1
     * @param gid from 0 to 2³²−1
     */
    record Ownership(int mode, long uid, long gid) {

        public static final int ABSENT = -1;

        /** Nothing given. */
        public static final Ownership NONE = new Ownership(ABSENT, ABSENT, ABSENT);
    }

    /** One method for each kind of mount. */
    interface Cases<R> {
        R bind(Bind mount);

        R cache(Cache mount);

        R tmpfs(Tmpfs mount);

        R secret(Secret mount);

        R ssh(Ssh mount);
    }
}
