package dev.jbuild.cache.http;

import java.io.IOException;

/** A short answer did not end in time, although something came: asking again would take as long again. */
public final class SlowServerException extends IOException {
    private static final long serialVersionUID = 1L;

    SlowServerException(String message) {
        super(message);
    }
}
