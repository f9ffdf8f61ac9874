package dev.jbuild.cache.registry;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.oci.JsonDocument;
import dev.jbuild.core.oci.OciFormatException;
import dev.jbuild.core.oci.OciJson;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Programs named {@code docker-credential-…} that keep credentials in a keychain. One that hangs is ended. Thread-safe. */
public final class CredentialHelper {
    private static final int MAX_BYTES = 1024 * 1024; // 1 MiB
    private static final String NOT_FOUND = "credentials not found in native keychain";
    private static final String TOKEN_USER = "<token>";

    private final Map<String, String> environment;
    private final Duration timeout;

    /** @param environment of the user, in which the helper is found and which it needs to find its keychain */
    public CredentialHelper(Map<String, String> environment, Duration timeout) {
        this.environment = Map.copyOf(environment);
        this.timeout = timeout;
    }

    /** What a helper has for a server; empty when it has nothing. */
    Optional<Credentials> get(String name, String server) throws IOException {
        Answered answer = run(name, "get", server);
        return parse(name, answer.out, answer.status);
    }

    /** Has a helper keep credentials. */
    void store(String name, String server, Credentials.Basic credentials) throws IOException {
        byte[] json = OciJson.document(fields -> {
            fields.writeStringField("ServerURL", server);
            fields.writeStringField("Username", credentials.user());
            fields.writeStringField("Secret", credentials.password());
        });
        done(name, run(name, "store", new String(json, StandardCharsets.UTF_8)));
    }

    /** Has a helper forget what it has for a server; that it has nothing is fine. */
    void erase(String name, String server) throws IOException {
        Answered answer = run(name, "erase", server);
        if (!new String(answer.out, StandardCharsets.UTF_8).strip().startsWith(NOT_FOUND)) {
            done(name, answer);
        }
    }

    private static void done(String name, Answered answer) {
        if (answer.status != 0) {
            throw failed(name, "exit status " + answer.status);
        }
    }

    private record Answered(byte[] out, int status) {}

    private Answered run(String name, String verb, String input) throws IOException {
        if (name.isEmpty() || !name.chars().allMatch(c -> c == '-' || c == '_' || Character.isLetterOrDigit(c))) {
            throw failed(name, "its name may have letters, digits, - and _ only");
        }
        Process process = start(name, verb);
        try {
            byte[] answer = ask(name, process, input);
            return new Answered(answer, process.onExit().join().exitValue());
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    // The first directory of the user's PATH that has it; an absolute path, so that no other PATH has a say.
    private Process start(String name, String verb) {
        for (String directory : environment.getOrDefault("PATH", "").split(":")) {
            if (directory.startsWith("/")) {
                ProcessBuilder builder = new ProcessBuilder(directory + "/docker-credential-" + name, verb);
                builder.environment().clear();
                builder.environment().putAll(environment);
                builder.redirectError(ProcessBuilder.Redirect.DISCARD);
                try {
                    return builder.start();
                } catch (IOException e) {
                    // It is not in this directory, or not for us to run: the next one may have it.
                }
            }
        }
        throw failed(name, "it cannot be started; is it installed and on the PATH?");
    }

    private byte[] ask(String name, Process process, String input) throws IOException {
        HelperAnswer answer = new HelperAnswer(process.getInputStream(), MAX_BYTES);
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // It ended without listening; what it printed and its status say why.
        }
        try {
            CompletableFuture.anyOf(process.onExit(), answer.full()).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw failed(name, "it did not answer within " + timeout.toSeconds() + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a credential helper was asked", e);
        }
        if (answer.full().isDone()) {
            throw failed(name, "it answers without end");
        }
        return answer.whole();
    }

    private static Optional<Credentials> parse(String name, byte[] answer, int status) {
        String text = new String(answer, StandardCharsets.UTF_8).strip();
        if (status != 0) {
            if (text.startsWith(NOT_FOUND)) {
                return Optional.empty();
            }
            throw failed(name, "exit status " + status);
        }
        try {
            JsonDocument json = JsonDocument.parse("the answer of docker-credential-" + name, answer);
            String user = json.text("Username");
            String secret = json.text("Secret");
            return user.isEmpty() && secret.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            user.equals(TOKEN_USER)
                                    ? new Credentials.IdentityToken(secret)
                                    : new Credentials.Basic(user, secret));
        } catch (OciFormatException e) {
            throw failed(name, "its answer is not what a helper answers");
        }
    }

    private static BuildException failed(String name, String why) {
        return BuildException.of(
                        ErrorCode.REMOTE_DENIED,
                        "the credential helper \"docker-credential-" + name + "\" failed: " + why)
                .withHint("log in again, or take the helper out of docker's config.json");
    }
}
