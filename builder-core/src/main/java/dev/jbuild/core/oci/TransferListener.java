package dev.jbuild.core.oci;

/** Hears how transfers of blobs get on, from any thread, after each piece. */
public interface TransferListener {
    /** Nobody listens. */
    TransferListener NONE = (blob, doneBytes) -> {};

    void transferred(Descriptor blob, long doneBytes);
}
