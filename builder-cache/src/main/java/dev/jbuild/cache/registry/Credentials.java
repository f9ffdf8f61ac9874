package dev.jbuild.cache.registry;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Who somebody says that they are. Never printed. */
public sealed interface Credentials {

    /** Nobody in particular. */
    record Anonymous() implements Credentials {}

    /** A name and a password. */
    record Basic(String user, String password) implements Credentials {
        String header() {
            return "Basic "
                    + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String toString() {
            return "Basic[" + user + "]";
        }
    }

    /** A refresh token, which only a token server takes. */
    record IdentityToken(String token) implements Credentials {
        @Override
        public String toString() {
            return "IdentityToken";
        }
    }

    /** Where credentials come from. */
    interface Source {
        /** What is known for a registry (host and port, or {@code docker.io}); Anonymous when nothing is. */
        Credentials find(String registry) throws java.io.IOException;
    }
}
