package dev.jbuild.exec.sandbox;

/**
 * Which ids this process may give to files and processes.
 *
 * @param directoryTag of the directory forms whose files carry such ids
 */
public record Rights(Kind kind, String directoryTag) {
    /** Root of the host, or of a container that is as good. */
    public static final Rights ROOT = new Rights(Kind.ROOT, "root");

    /** Where the ids come from. */
    public enum Kind {
        /** The initial user namespace: all ids, all kinds of devices. */
        ROOT,
        /** A user namespace with many ids. */
        SUBORDINATE_IDS,
        /** A user namespace in which root is the only user. */
        SINGLE_ID
    }

    public boolean inUserNamespace() {
        return kind != Kind.ROOT;
    }

    /** True when files can belong to others than root. */
    public boolean manyIds() {
        return kind != Kind.SINGLE_ID;
    }
}
