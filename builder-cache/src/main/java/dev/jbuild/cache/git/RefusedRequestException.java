package dev.jbuild.cache.git;

import java.io.IOException;

/** A server's status that says no. */
final class RefusedRequestException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;

    RefusedRequestException(int status, String host) {
        super(host + " answered " + status);
        this.status = status;
    }

    int status() {
        return status;
    }
}
