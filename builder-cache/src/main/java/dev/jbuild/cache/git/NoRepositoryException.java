package dev.jbuild.cache.git;

import java.io.IOException;

/** What answered, or what it sent, is no repository that can be used; another try changes nothing. */
final class NoRepositoryException extends IOException {
    private static final long serialVersionUID = 1L;

    NoRepositoryException(String message) {
        super(message);
    }
}
