package dev.jbuild.cache.registry;

import dev.jbuild.core.source.ImageSource;
import dev.jbuild.core.store.BuildStore;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;

/** Makes registry clients as a user's environment asks for them. */
public final class Registries {
    private static final Duration HELPER_TIMEOUT = Duration.ofSeconds(30);

    private Registries() {}

    /** Base images from registries, with the credentials of the user, into a build's store. */
    public static ImageSource images(
            BuildStore store, Map<String, String> environment, Executor waits, TransferListener listener) {
        CredentialFiles credentials = new CredentialFiles(
                CredentialFiles.usualPlaces(environment), new CredentialHelper(environment, HELPER_TIMEOUT));
        return new RegistryImageSource(
                new RegistryClient(RegistryOptions.DEFAULT, credentials, environment), store, waits, listener);
    }
}
