package dev.jbuild.core.layer;

/** What whoever makes a directory form may do. */
public enum FormRights {
    /** Everything. */
    ROOT,
    /** Root of a user namespace with many ids: all but devices, which are left out. */
    USER_NAMESPACE,
    /** A user with one id: owners are left as they come, devices left out. */
    SINGLE_ID;

    /** By the tag of the form: {@code root}, {@code userns-<map>} or {@code single}. */
    public static FormRights ofTag(String tag) {
        return tag.equals("root") ? ROOT : tag.equals("single") ? SINGLE_ID : USER_NAMESPACE;
    }
}
