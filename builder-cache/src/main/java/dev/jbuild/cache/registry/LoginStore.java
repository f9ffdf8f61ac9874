package dev.jbuild.cache.registry;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.oci.JsonDocument;
import dev.jbuild.core.oci.JsonText;
import dev.jbuild.core.oci.OciFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps what login is told, where docker keeps it and in its way: in a helper's keychain where the config file names one, else in the
 * file, which is then readable for the user alone. Whatever else stands in the file stays there. Used by one thread.
 */
public final class LoginStore {
    private static final Duration HELPER_TIMEOUT = Duration.ofSeconds(30);

    private final Path file;
    private final CredentialHelper helper;

    private LoginStore(Path file, CredentialHelper helper) {
        this.file = file;
        this.helper = helper;
    }

    /** The store of a user: the file of {@code REGISTRY_AUTH_FILE}, else docker's. */
    public static LoginStore of(Map<String, String> environment) {
        Path file = CredentialFiles.usualPlaces(environment).stream()
                .findFirst()
                .orElseThrow(() -> BuildException.of(ErrorCode.USAGE, "no place to keep a password: HOME is not set")
                        .withHint("set HOME or DOCKER_CONFIG"));
        return new LoginStore(file, new CredentialHelper(environment, HELPER_TIMEOUT));
    }

    /** Keeps credentials for a registry; returns where, for people. */
    public String put(String registry, Credentials.Basic credentials) throws IOException {
        String key = CredentialFiles.key(registry);
        JsonDocument config = read();
        Optional<String> keychain = keychain(config, key);
        Map<String, Object> auths = auths(config);
        if (keychain.isPresent()) {
            helper.store(keychain.get(), key, credentials);
            auths.put(key, Map.of());
        } else {
            String pair = credentials.user() + ":" + credentials.password();
            String encoded = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
            auths.put(key, Map.of("auth", encoded));
        }
        write(config.with("auths", auths));
        return keychain.map(name -> "the keychain of docker-credential-" + name).orElse(file + " (not encrypted)");
    }

    /** Forgets what is kept for a registry; false when there was nothing. */
    public boolean remove(String registry) throws IOException {
        String key = CredentialFiles.key(registry);
        JsonDocument config = read();
        Map<String, Object> auths = auths(config);
        boolean was = auths.keySet().removeIf(name -> CredentialFiles.host(name).equals(CredentialFiles.host(key)));
        Optional<String> keychain = keychain(config, key);
        if (keychain.isPresent()) {
            helper.erase(keychain.get(), key);
        }
        if (was) {
            write(config.with("auths", auths));
        }
        return was;
    }

    private static Optional<String> keychain(JsonDocument config, String key) throws OciFormatException {
        for (Map.Entry<String, String> entry : config.textMap("credHelpers").entrySet()) {
            if (CredentialFiles.host(entry.getKey()).equals(CredentialFiles.host(key))) {
                return Optional.of(entry.getValue());
            }
        }
        return config.optionalText("credsStore").filter(name -> !name.isEmpty());
    }

    private static Map<String, Object> auths(JsonDocument config) throws OciFormatException {
        Map<String, Object> auths = new LinkedHashMap<>();
        Optional<JsonDocument> there = config.object("auths");
        if (there.isPresent()) {
            auths.putAll(there.get().values());
        }
        return auths;
    }

    private JsonDocument read() throws IOException {
        byte[] bytes = CredentialFiles.read(file).orElse("{}".getBytes(StandardCharsets.US_ASCII));
        try {
            return JsonDocument.parse(file.toString(), bytes);
        } catch (OciFormatException e) {
            throw BuildException.of(ErrorCode.USAGE, "cannot change \"%s\": %s".formatted(file, e.getMessage()))
                    .withHint("mend the file, or move it away")
                    .withCause(e);
        }
    }

    /** Beside, for the user alone from its first moment, then renamed; a link to the file stays one. */
    private void write(JsonDocument config) throws IOException {
        Path place = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        if (!Files.isDirectory(place.getParent())) {
            Files.createDirectories(
                    place.getParent(),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        Path beside = place.resolveSibling(
                "." + place.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
        Files.deleteIfExists(beside);
        byte[] bytes = JsonText.indented(config.values(), "\t").getBytes(StandardCharsets.UTF_8);
        try {
            try (FileChannel channel = FileChannel.open(
                    beside,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(true);
            }
            Files.move(beside, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(beside);
        }
    }
}
