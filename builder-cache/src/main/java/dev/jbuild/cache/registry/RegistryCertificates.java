package dev.jbuild.cache.registry;

import dev.jbuild.cache.http.Certificates;
import dev.jbuild.cache.http.Origin;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Certificates by directories such as {@code /etc/docker/certs.d}: below each, one directory a registry, {@code host:port} or
 * {@code host}, with {@code *.crt} to trust beside the usual ones, and {@code *.cert} with {@code *.key} to show. An insecure
 * registry's certificate is not looked at. Thread-safe.
 */
record RegistryCertificates(List<Path> directories, InsecureRegistries insecure) implements Certificates {
    private static final char[] NO_PASSWORD = new char[0];

    RegistryCertificates {
        directories = List.copyOf(directories);
    }

    @Override
    public Optional<SSLContext> contextFor(Origin origin) {
        if (insecure.contains(origin)) {
            return Optional.of(context(new KeyManager[0], new TrustManager[] {new AnyCertificate()}));
        }
        List<CertificateFiles> found = new ArrayList<>();
        for (Path directory : directories) {
            for (String name : List.of(origin.host() + ":" + origin.port(), origin.host())) {
                CertificateFiles.of(directory.resolve(name)).ifPresent(found::add);
            }
        }
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(context(keys(found), trust(found)));
        } catch (GeneralSecurityException | IOException e) {
            throw BuildException.of(
                            ErrorCode.REMOTE_DENIED,
                            "cannot read the certificates of %s in \"%s\": %s"
                                    .formatted(origin.host(), found.get(0).directory(), e.getMessage()))
                    .withHint("give PEM files: *.crt to trust, *.cert and *.key of the same name to show")
                    .withCause(e);
        }
    }

    private static TrustManager[] trust(List<CertificateFiles> found) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, NO_PASSWORD);
        TrustManagerFactory usual = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        usual.init((KeyStore) null);
        int number = 0;
        for (TrustManager manager : usual.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager trusting) {
                for (X509Certificate certificate : trusting.getAcceptedIssuers()) {
                    store.setCertificateEntry("usual-" + number++, certificate);
                }
            }
        }
        for (CertificateFiles files : found) {
            for (X509Certificate certificate : files.authorities()) {
                store.setCertificateEntry("own-" + number++, certificate);
            }
        }
        TrustManagerFactory all = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        all.init(store);
        return all.getTrustManagers();
    }

    private static KeyManager[] keys(List<CertificateFiles> found) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, NO_PASSWORD);
        int number = 0;
        for (CertificateFiles files : found) {
            for (CertificateFiles.Identity identity : files.identities()) {
                store.setKeyEntry(
                        "key-" + number++,
                        identity.key(),
                        NO_PASSWORD,
                        identity.chain().toArray(X509Certificate[]::new));
            }
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    private static SSLContext context(KeyManager[] keys, TrustManager[] trust) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, trust, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime lacks TLS", e);
        }
    }

    /** Takes every certificate for every name: what the user asked for by calling a registry insecure. */
    private static final class AnyCertificate extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
