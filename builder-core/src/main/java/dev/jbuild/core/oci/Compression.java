package dev.jbuild.core.oci;

/** How the bytes of a layer are compressed. */
public enum Compression {
    NONE,
    GZIP,
    ZSTD
}
