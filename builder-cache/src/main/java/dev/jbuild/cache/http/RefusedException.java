package dev.jbuild.cache.http;

import java.io.IOException;

/** A server's answer that is not what was asked for. */
final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;

    RefusedException(int status, String host) {
        super(host + " answered " + status);
        this.status = status;
    }

    int status() {
        return status;
    }

    /** True for what another try may change. */
    boolean isTransient() {
        return status == 408 || status == 429 || status >= 500 && status != 501;
    }
}
