package dev.jbuild.core.file;

/**
 * The SHA-256 of a large file that was read.
 *
 * @param sha256 of as many bytes as its size was said to be; nobody writes to the array
 * @param stat what the open file was like after its last byte was read
 */
public record FileHash(byte[] sha256, FileStat stat) {}
