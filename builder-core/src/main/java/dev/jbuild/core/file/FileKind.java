package dev.jbuild.core.file;

/** The types of files that Linux knows. */
public enum FileKind {
    REGULAR,
    DIRECTORY,
    SYMLINK,
    FIFO,
    SOCKET,
    CHARACTER_DEVICE,
    BLOCK_DEVICE
}
