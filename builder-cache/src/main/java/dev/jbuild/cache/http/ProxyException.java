package dev.jbuild.cache.http;

import java.io.IOException;

/** A proxy that lets nobody through who is not known to it. */
public final class ProxyException extends IOException {
    private static final long serialVersionUID = 1L;

    ProxyException(String message) {
        super(message);
    }
}
