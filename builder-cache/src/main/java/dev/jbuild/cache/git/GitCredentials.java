package dev.jbuild.cache.git;

import dev.jbuild.core.source.SecretSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The Authorization for repositories over HTTP: the secrets {@code GIT_AUTH_HEADER} and {@code GIT_AUTH_TOKEN}, those with the name of
 * a host behind a dot first. What is meant for any host goes to the repository that the user named, and to its submodules at the same
 * origin, not to others.
 */
record GitCredentials(SecretSource secrets) {
    private static final String HEADER = "GIT_AUTH_HEADER";
    private static final String TOKEN = "GIT_AUTH_TOKEN";
    private static final String TOKEN_USER = "x-access-token:";

    /** Who named a repository. */
    enum Naming {
        USER,
        /** A file of another repository. */
        REPOSITORY
    }

    Optional<String> authorization(Remote remote, Naming naming) throws IOException {
        Optional<String> found = of("." + remote.host());
        if (found.isEmpty() && naming == Naming.USER) {
            found = of("");
        }
        return found.isPresent() ? found : remote.authorization();
    }

    private Optional<String> of(String suffix) throws IOException {
        Optional<String> header = text(HEADER + suffix);
        return header.isPresent() ? header : text(TOKEN + suffix).map(token -> Remote.basic(TOKEN_USER + token));
    }

    private Optional<String> text(String id) throws IOException {
        Optional<byte[]> bytes = secrets.find(id);
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        String text = new String(bytes.get(), StandardCharsets.UTF_8).strip();
        if (text.isEmpty() || text.chars().anyMatch(c -> c < ' ' || c >= 0x7f)) {
            throw new IOException("secret " + id + " is not one line of plain text");
        }
        return Optional.of(text);
    }
}
