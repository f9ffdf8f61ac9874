package dev.jbuild.cache.registry;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes registry clients as a user's environment asks for them. */
public final class Registries {
    private static final Duration HELPER_TIMEOUT = Duration.ofSeconds(30);

    private Registries() {}

    /** A client with the credentials and proxies of the user. */
    public static RegistryClient client(RegistryOptions options, Map<String, String> environment) {
        return new RegistryClient(options, credentials(environment), environment);
    }

    /** The credentials that a user has stored, by his environment. */
    public static CredentialFiles credentials(Map<String, String> environment) {
        return new CredentialFiles(
                CredentialFiles.usualPlaces(environment), new CredentialHelper(environment, HELPER_TIMEOUT));
    }

    /** Where docker and podman look for certificates of registries. */
    public static List<Path> certificateDirectories(Map<String, String> environment) {
        List<Path> places = new ArrayList<>();
        String home = environment.getOrDefault("HOME", "");
        String config = environment.getOrDefault("XDG_CONFIG_HOME", home.isEmpty() ? "" : home + "/.config");
        if (!config.isEmpty()) {
            places.add(Path.of(config, "containers/certs.d"));
        }
        if (!home.isEmpty()) {
            places.add(Path.of(home, ".docker/certs.d"));
        }
        places.add(Path.of("/etc/containers/certs.d"));
        places.add(Path.of("/etc/docker/certs.d"));
        return places;
    }
}
