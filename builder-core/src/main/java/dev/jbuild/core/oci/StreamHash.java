package dev.jbuild.core.oci;

/** The hash of bytes that come in pieces. Used by one thread. */
public interface StreamHash {

    /** Takes the next bytes, which may change when this has returned. */
    void update(byte[] bytes, int offset, int length);

    /** Says that nothing follows, so that what is left can be hashed beside other streams. */
    void end();

    /** The digest of all that came; waits until it is there. */
    Digest digest();
}
