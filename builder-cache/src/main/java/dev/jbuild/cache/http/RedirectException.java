package dev.jbuild.cache.http;

import java.io.IOException;

/** A redirect that is not followed; another try leads there again. */
final class RedirectException extends IOException {
    private static final long serialVersionUID = 1L;

    RedirectException(String message) {
        super(message);
    }
}
