package dev.jbuild.core.error;

/** What kind of failure: a stable id that scripts may match, and the exit code of the program. */
public enum ErrorCode {
    DOCKERFILE_INVALID("dockerfile-invalid", 1),
    DOCKERFILE_MISSING("dockerfile-missing", 1),
    IGNORE_FILE_INVALID("ignore-file-invalid", 1),
    CONTEXT_INVALID("context-invalid", 1),
    SOURCE_NOT_FOUND("source-not-found", 1),
    SOURCE_OUTSIDE_CONTEXT("source-outside-context", 1),
    COPY_CONFLICT("copy-conflict", 1),
    ARCHIVE_INVALID("archive-invalid", 1),
    CHECKSUM_MISMATCH("checksum-mismatch", 1),
    STAGE_UNKNOWN("stage-unknown", 1),
    IMAGE_UNKNOWN("image-unknown", 1),
    IMAGE_INVALID("image-invalid", 1),
    USER_UNKNOWN("user-unknown", 1),
    SECRET_MISSING("secret-missing", 1),
    COMMAND_FAILED("command-failed", 1),
    COMMAND_NOT_FOUND("command-not-found", 1),
    COMMAND_NOT_EXECUTABLE("command-not-executable", 1),
    CHECK_FAILED("check-failed", 1),
    BUILD_UNKNOWN("build-unknown", 1),
    USAGE("usage", 2),
    REFERENCE_INVALID("reference-invalid", 2),
    PRIVILEGE_NEEDED("privilege-needed", 2),
    PERMISSION_DENIED("permission-denied", 3),
    NAMESPACES_REFUSED("namespaces-refused", 3),
    FEATURE_MISSING("feature-missing", 3),
    DISK_FULL("disk-full", 3),
    INPUT_OUTPUT("input-output", 3),
    STORE_VERSION("store-version", 3),
    STORE_DAMAGED("store-damaged", 3),
    REMOTE_FAILED("remote-failed", 4),
    REMOTE_DENIED("remote-denied", 4),
    REMOTE_INVALID("remote-invalid", 4),
    INTERRUPTED("interrupted", 130);

    private final String id;
    private final int exitCode;

    ErrorCode(String id, int exitCode) {
        this.id = id;
        this.exitCode = exitCode;
    }

    /** The word in brackets of a message, e.g. {@code command-failed}. */
    public String id() {
        return id;
    }

    /** The exit code of the program for this failure. */
    public int exitCode() {
        return exitCode;
    }
}
