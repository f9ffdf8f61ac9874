package dev.jbuild.cache.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.cache.DirectoryStore;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.image.ImageReader;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.MediaType;
import dev.jbuild.core.oci.TransferListener;
import dev.jbuild.core.source.ImageSource.ResolvedImage;
import dev.jbuild.core.store.BuildStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * One pull or push that goes wrong in some way, against a registry that wants a password, with another server beside it. Whatever
 * becomes of it: what is visible afterwards is whole, and the other server was shown no Authorization. Used by one thread.
 */
final class FaultTrial implements AutoCloseable {
    static final int STALL_MILLIS = 12_000; // more than the patience below
    static final Credentials.Basic LOGIN = new Credentials.Basic("user", "hunter2");
    static final String REPOSITORY = "team/app";
    static final TestImages.Sample SMALL = sample(3, 20_000);
    static final TestImages.Sample LARGE = sample(1, 1_060_000); // more than what is sent in one request
    private static final Duration HELPER = Duration.ofSeconds(20); // on a busy machine a shell takes long to start
    private static final Duration IMPATIENT_HELPER = Duration.ofSeconds(1);
    private static final RegistryOptions FAST =
            RegistryOptions.DEFAULT.withTimes(Duration.ofSeconds(20), 4, Duration.ofMillis(2));
    private static final Duration IMPATIENT = Duration.ofSeconds(3);

    TestRegistry registry = newRegistry();
    final TestRegistry elsewhere = newRegistry();
    private final Path directory;
    private final ExecutorService waits = Executors.newCachedThreadPool();
    private Credentials.Source credentials = name -> LOGIN;
    private RegistryOptions options = FAST;
    private Duration helperTime = HELPER;

    enum ClientCertificates {
        WANTED,
        NOT_ASKED_FOR
    }

    FaultTrial(Path directory) {
        this.directory = directory;
        registry.require(LOGIN.header(), "Basic realm=\"test\"");
    }

    private static TestRegistry newRegistry() {
        try {
            return new TestRegistry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TestImages.Sample sample(int layers, int bytes) {
        try {
            return TestImages.image(TestImages.AMD64, layers, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Has the registry speak TLS as somebody, and ask for certificates by an authority. */
    void secure(TestAuthority.Identity identity, TestAuthority clients, ClientCertificates wanted)
            throws IOException, GeneralSecurityException {
        SSLContext context = identity.server(clients);
        SSLParameters parameters = context.getDefaultSSLParameters();
        parameters.setNeedClientAuth(wanted == ClientCertificates.WANTED);
        registry.close();
        registry = TestRegistry.secure(context, parameters);
        registry.require(LOGIN.header(), "Basic realm=\"test\"");
    }

    /** The directory of certificates for the registry, by a name of it, which counts from now on. */
    Path certificates(String registryName) throws IOException {
        options(RegistryOptions.DEFAULT.withCertificates(
                List.of(directory.resolve("none.d"), directory.resolve("certs.d"))));
        return Files.createDirectories(directory.resolve("certs.d").resolve(registryName));
    }

    void credentials(Credentials.Source source) {
        credentials = source;
    }

    void options(RegistryOptions others) {
        options = others.withTimes(FAST.timeout(), FAST.attempts(), FAST.firstPause());
    }

    /** Waits for a server that is silent, or too slow, no longer than a trial can last, and tries so many times. */
    void impatient(int attempts) {
        options = options.withTimes(IMPATIENT, attempts, FAST.firstPause());
        helperTime = IMPATIENT_HELPER;
    }

    Path directory() {
        return directory;
    }

    /** Credentials by a helper of this script. */
    void helper(String script) throws IOException {
        Path file = directory.resolve("docker-credential-test");
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        Path config = Files.writeString(directory.resolve("config.json"), "{\"credsStore\": \"test\"}");
        Map<String, String> environment = Map.of("PATH", directory + ":/usr/bin:/bin");
        credentials = new CredentialFiles(List.of(config), new CredentialHelper(environment, helperTime));
    }

    /** Pulls the small image; returns why not. */
    Optional<BuildException> pull(String registryName) throws IOException {
        ImageReference reference = ImageReference.parse(registryName + "/" + REPOSITORY + ":v1");
        Optional<BuildException> failure = Optional.empty();
        try (DirectoryStore store = DirectoryStore.open(directory.resolve("store"));
                BuildStore build = store.openBuild()) {
            RegistryImageSource source = new RegistryImageSource(client(), build, waits);
            ResolvedImage resolved = source.resolve(reference, TestImages.AMD64);
            source.fetchLayers(resolved);
            build.publish();
            assertThat(resolved.manifestDescriptor().digest()).isEqualTo(SMALL.digest());
        } catch (BuildException e) {
            failure = Optional.of(e);
        }
        expectNothingPartial(reference, failure.isEmpty());
        return failure;
    }

    /** Whatever the store shows is right; there is all of it when the pull succeeded, and no image otherwise. */
    private void expectNothingPartial(ImageReference reference, boolean whole) throws IOException {
        Path root = directory.resolve("store");
        assertThat(root.resolve("tmp")).isDirectoryNotContaining("glob:**/*.blob");
        try (DirectoryStore store = DirectoryStore.open(root);
                BuildStore build = store.openBuild()) {
            for (Digest digest : blobsBelow(root)) {
                try (InputStream in = build.blobs().open(digest)) {
                    assertThat(Digest.of(in.readAllBytes())).isEqualTo(digest);
                }
            }
            for (Digest layer : SMALL.layerDigests()) {
                assertThat(build.blobs().contains(layer) || !whole).isTrue();
            }
            if (build.images().find(reference).isPresent()) {
                assertThat(build.blobs().contains(SMALL.digest())).isTrue();
                assertThat(build.blobs().contains(Digest.of(SMALL.config()))).isTrue();
            } else {
                assertThat(whole).isFalse();
            }
        }
    }

    private static List<Digest> blobsBelow(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root.resolve("blobs"))) {
            return files.filter(Files::isRegularFile)
                    .map(file -> Digest.parse("sha256:" + file.getFileName()))
                    .toList();
        }
    }

    /** Pushes the small and the large image as one; returns why not. */
    Optional<BuildException> push(String registryName, TestImages.Sample image) throws IOException {
        ImageReference reference = ImageReference.parse(registryName + "/" + REPOSITORY + ":v1");
        try (DirectoryStore store = DirectoryStore.open(directory.resolve("store"));
                BuildStore build = store.openBuild()) {
            build.blobs().put(image.config());
            build.blobs().put(image.manifest());
            for (byte[] layer : image.layers()) {
                build.blobs().put(layer);
            }
            Descriptor root = new Descriptor(MediaType.OCI_MANIFEST, image.digest(), image.manifest().length);
            new StorePush(client(), build, waits)
                    .push(reference, new ImageReader(build.blobs()).graph(root), TransferListener.NONE);
            return Optional.empty();
        } catch (BuildException e) {
            return Optional.of(e);
        }
    }

    /** What the registry has of a pushed image: everything, or no tag. */
    void expectPushed(TestRegistry where, TestImages.Sample image, boolean whole) {
        String base = "/v2/" + REPOSITORY + "/";
        assertThat(where.content(base + "manifests/v1").isPresent()).isEqualTo(whole);
        if (whole) {
            assertThat(where.content(base + "manifests/v1")).contains(image.manifest());
            assertThat(where.content(base + "blobs/" + Digest.of(image.config())))
                    .contains(image.config());
            for (int i = 0; i < image.layers().size(); i++) {
                assertThat(where.content(base + "blobs/" + image.layerDigests().get(i)))
                        .contains(image.layers().get(i));
            }
        }
    }

    void expectNoAuthorizationElsewhere() {
        assertThat(elsewhere.requests()).allMatch(request -> request.endsWith(" -"));
    }

    private RegistryClient client() {
        return new RegistryClient(options, credentials, Map.of());
    }

    @Override
    public void close() {
        registry.close();
        elsewhere.close();
        waits.shutdownNow();
    }
}
