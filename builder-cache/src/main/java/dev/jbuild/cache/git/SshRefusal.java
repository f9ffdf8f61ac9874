package dev.jbuild.cache.git;

import com.jcraft.jsch.JSchChangedHostKeyException;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.JSchHostKeyException;
import com.jcraft.jsch.JSchRevokedHostKeyException;
import java.io.IOException;
import java.util.Optional;

/** Why no session came about between us and an SSH server that answers, and what a user can do. */
final class SshRefusal extends IOException {
    private static final long serialVersionUID = 1L;

    private final String hint;

    private SshRefusal(String message, String hint, JSchException cause) {
        super(message, cause);
        this.hint = hint;
    }

    /** What a failure means, if it is one of keys. */
    static Optional<SshRefusal> of(JSchException failure, String server) {
        if (failure instanceof JSchChangedHostKeyException || failure instanceof JSchRevokedHostKeyException) {
            return refusal(
                    "the key of %s is not the one that is known: somebody may be in between".formatted(server),
                    "ask whoever runs the server; only when the new key is right, put it in place of the old one in ~/.ssh/known_hosts",
                    failure);
        }
        if (failure instanceof JSchHostKeyException) {
            return refusal(
                    "the key of %s is not known".formatted(server),
                    "put the server's key into ~/.ssh/known_hosts, when you have checked it",
                    failure);
        }
        if (String.valueOf(failure.getMessage()).startsWith("Auth ")) {
            return refusal(
                    "%s accepts none of the agent's keys".formatted(server),
                    "give the agent a key that the server knows, or name its file: --ssh default=FILE",
                    failure);
        }
        return Optional.empty();
    }

    private static Optional<SshRefusal> refusal(String message, String hint, JSchException cause) {
        return Optional.of(new SshRefusal(message, hint, cause));
    }

    String hint() {
        return hint;
    }
}
