package dev.jbuild.cache.registry;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.oci.JsonDocument;
import dev.jbuild.core.oci.OciFormatException;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The credentials that a user has stored with docker or podman: {@code auths}, {@code credHelpers} and {@code credsStore} of the
 * first file that says something of the registry. Thread-safe.
 */
public final class CredentialFiles implements Credentials.Source {
    private static final int MAX_BYTES = 1024 * 1024; // 1 MiB
    private static final String DOCKER_HUB_KEY = "https://index.docker.io/v1/";

    private final List<Path> files;
    private final CredentialHelper helper;

    public CredentialFiles(List<Path> files, CredentialHelper helper) {
        this.files = List.copyOf(files);
        this.helper = helper;
    }

    /** Where docker and podman keep them, by the environment of a user. */
    public static List<Path> usualPlaces(Map<String, String> environment) {
        List<Path> places = new ArrayList<>();
        Optional<Path> home = directory(environment, "HOME");
        directory(environment, "REGISTRY_AUTH_FILE").ifPresent(places::add);
        directory(environment, "DOCKER_CONFIG")
                .or(() -> home.map(h -> h.resolve(".docker")))
                .ifPresent(docker -> places.add(docker.resolve("config.json")));
        directory(environment, "XDG_RUNTIME_DIR").ifPresent(run -> places.add(run.resolve("containers/auth.json")));
        directory(environment, "XDG_CONFIG_HOME")
                .or(() -> home.map(h -> h.resolve(".config")))
                .ifPresent(config -> places.add(config.resolve("containers/auth.json")));
        return places;
    }

    static Optional<Path> directory(Map<String, String> environment, String name) {
        String value = environment.getOrDefault(name, "");
        return value.isEmpty() ? Optional.empty() : Optional.of(Path.of(value));
    }

    @Override
    public Credentials find(String registry) throws IOException {
        for (Path file : files) {
            Optional<byte[]> bytes = read(file);
            if (bytes.isPresent()) {
                try {
                    Optional<Credentials> found = find(JsonDocument.parse(file.toString(), bytes.get()), registry);
                    if (found.isPresent()) {
                        return found.get();
                    }
                } catch (OciFormatException | IllegalArgumentException e) {
                    throw BuildException.of(
                                    ErrorCode.REMOTE_DENIED,
                                    "cannot read credentials from \"%s\": it is not what docker login writes"
                                            .formatted(file))
                            .withHint("log in again, or remove the file");
                }
            }
        }
        return new Credentials.Anonymous();
    }

    static Optional<byte[]> read(Path file) throws IOException {
        try (InputStream in = new FileInputStream(file.toString())) {
            return Optional.of(in.readNBytes(MAX_BYTES));
        } catch (FileNotFoundException e) {
            return Optional.empty(); // missing, or not for us to read: then it says nothing to us
        }
    }

    private Optional<Credentials> find(JsonDocument config, String registry) throws IOException {
        Map<String, String> helpers = config.textMap("credHelpers");
        for (Map.Entry<String, String> entry : helpers.entrySet()) {
            if (host(entry.getKey()).equals(host(key(registry)))) {
                return helper.get(entry.getValue(), key(registry));
            }
        }
        Optional<String> store = config.optionalText("credsStore").filter(name -> !name.isEmpty());
        if (store.isPresent()) {
            Optional<Credentials> found = helper.get(store.get(), key(registry));
            if (found.isPresent()) {
                return found;
            }
        }
        Optional<JsonDocument> auths = config.object("auths");
        if (auths.isEmpty()) {
            return Optional.empty();
        }
        for (String name : auths.get().names()) {
            if (host(name).equals(host(key(registry)))) {
                Optional<JsonDocument> auth = auths.get().object(name);
                if (auth.isPresent()) {
                    return credentials(auth.get());
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Credentials> credentials(JsonDocument auth) throws OciFormatException {
        Optional<String> identity = auth.optionalText("identitytoken").filter(token -> !token.isEmpty());
        if (identity.isPresent()) {
            return Optional.of(new Credentials.IdentityToken(identity.get()));
        }
        String pair = auth.text("username") + ":" + auth.text("password");
        String encoded = auth.text("auth");
        if (!encoded.isEmpty()) {
            pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
        }
        int colon = pair.indexOf(':');
        return colon < 1
                ? Optional.empty()
                : Optional.of(new Credentials.Basic(pair.substring(0, colon), pair.substring(colon + 1)));
    }

    /** Under which name the tools store a registry. */
    static String key(String registry) {
        return registry.equals("docker.io") ? DOCKER_HUB_KEY : registry;
    }

    /** Old files have addresses where new ones have hosts; what comes after the host says nothing to us. */
    static String host(String key) {
        String rest =
                key.startsWith("https://") ? key.substring(8) : key.startsWith("http://") ? key.substring(7) : key;
        int slash = rest.indexOf('/');
        return slash < 0 ? rest : rest.substring(0, slash);
    }
}
