package dev.jbuild.cache.registry;

import dev.jbuild.cache.http.Answer;
import dev.jbuild.cache.http.EnvironmentProxies;
import dev.jbuild.cache.http.HttpClients;
import dev.jbuild.cache.http.Origin;
import dev.jbuild.cache.http.Pace;
import dev.jbuild.cache.http.RequestBody;
import dev.jbuild.cache.http.Transport;
import dev.jbuild.cache.registry.RegistrySession.Call;
import dev.jbuild.core.image.ImageGraph;
import dev.jbuild.core.image.ImageReader;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.MediaType;
import dev.jbuild.core.oci.OciFormatException;
import dev.jbuild.core.oci.OciJsonReader;
import dev.jbuild.core.oci.Platform;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Asks registries for images, their mirrors first. Answers are bounded and verified, what may succeed another time is tried again.
 * Failures are IOExceptions here; {@link RegistryFailures} gives them their meaning. Thread-safe.
 */
public final class RegistryClient {
    private static final int LEAST_BYTES_PER_SECOND = 1000; // while it is waited for
    private static final int MAX_MANIFEST_BYTES = 4 * 1024 * 1024; // 4 MiB, as registries have it
    private static final String MANIFEST_TYPES = String.join(
            ", ",
            MediaType.OCI_INDEX.value(),
            MediaType.OCI_MANIFEST.value(),
            MediaType.DOCKER_INDEX.value(),
            MediaType.DOCKER_MANIFEST.value());

    private final RegistryOptions options;
    private final Endpoints endpoints;
    private final RegistrySession session;
    private final Retries retries;
    private final Set<Mirror> unreachable = ConcurrentHashMap.newKeySet(); // asked once is waited for once

    /** @param environment names the proxies */
    public RegistryClient(RegistryOptions options, Credentials.Source credentials, Map<String, String> environment) {
        HttpClients clients = new HttpClients(
                EnvironmentProxies.of(environment),
                new RegistryCertificates(options.certificates(), options.insecure()));
        this.options = options;
        this.endpoints = new Endpoints(options, clients);
        this.session = new RegistrySession(
                new Transport(clients, new Pace(options.timeout(), LEAST_BYTES_PER_SECOND)), credentials);
        this.retries = new Retries(options.attempts(), options.firstPause());
    }

    /** A manifest or index as its bytes. */
    public record FetchedManifest(Descriptor descriptor, byte[] bytes) {}

    /** What a reference names now; when it has a digest, that. */
    public FetchedManifest manifest(ImageReference reference) throws IOException {
        String name = reference.digestIfAny().map(Digest::toString).orElse(reference.tag());
        return retries.run(() -> read(reference, endpoint -> {
            try (Answer answer =
                    session.succeed(endpoint, get(endpoint, reference, "manifests/" + name, accept(MANIFEST_TYPES)))) {
                return verified(reference, answer);
            }
        }));
    }

    /** What a reference names and, of an index, what leads to the image for a platform, which comes last. */
    List<FetchedManifest> manifestFor(ImageReference reference, Platform platform) throws IOException {
        List<FetchedManifest> path = new ArrayList<>(List.of(manifest(reference)));
        FetchedManifest last = path.get(0);
        while (last.descriptor().mediaType().isIndex()) {
            ImageGraph.boundDepth(path.size());
            last = manifest(reference, ImageReader.choose(OciJsonReader.readIndex(last.bytes()), platform));
            path.add(last);
        }
        return path;
    }

    /** The manifest that a descriptor in the same repository names. */
    public FetchedManifest manifest(ImageReference repository, Descriptor descriptor) throws IOException {
        if (descriptor.sizeBytes() > MAX_MANIFEST_BYTES) {
            throw new OciFormatException(
                    "got a manifest of %d bytes, the most is %d".formatted(descriptor.sizeBytes(), MAX_MANIFEST_BYTES));
        }
        FetchedManifest fetched = manifest(repository.withDigest(descriptor.digest()));
        if (fetched.bytes().length != descriptor.sizeBytes()) {
            throw new OciFormatException(
                    "got a manifest of %d bytes, want %d".formatted(fetched.bytes().length, descriptor.sizeBytes()));
        }
        return fetched;
    }

    private static FetchedManifest verified(ImageReference reference, Answer answer) throws IOException {
        byte[] bytes = answer.bytes(MAX_MANIFEST_BYTES);
        Digest digest = Digest.of(bytes);
        Optional<Digest> wanted = reference.digestIfAny();
        if (wanted.isPresent()) {
            Digest.Algorithm algorithm = wanted.get().algorithm();
            digest = Digest.ofHash(algorithm, algorithm.newMessageDigest().digest(bytes));
        }
        String said = answer.header("Docker-Content-Digest").orElse("");
        boolean contradicted =
                said.startsWith("sha256:") && !said.equals(Digest.of(bytes).toString());
        if (wanted.isPresent() && !wanted.get().equals(digest) || contradicted) {
            throw new OciFormatException("got a manifest with digest " + Digest.of(bytes) + ", want "
                    + wanted.map(Digest::toString).orElse(said));
        }
        MediaType type = OciJsonReader.mediaType(bytes);
        if (!type.isIndex() && !type.isManifest()) {
            throw new OciFormatException("got a manifest of type \"%s\", want one of OCI or of Docker's schema 2"
                    .formatted(Printable.of(type.value())));
        }
        MediaType declared = new MediaType(
                answer.header("Content-Type").orElse("").split(";")[0].strip());
        if ((declared.isIndex() || declared.isManifest()) && declared.isIndex() != type.isIndex()) {
            throw new OciFormatException("got a manifest of type " + type + " that is served as " + declared);
        }
        return new FetchedManifest(new Descriptor(type, digest, bytes.length), bytes);
    }

    /** The bytes of a blob, not yet verified; a transfer that is cut goes on where it was. The caller closes. */
    public InputStream blob(ImageReference repository, Descriptor blob) throws IOException {
        return new ResumedStream(offset -> openBlob(repository, blob, offset), blob.sizeBytes(), retries);
    }

    private Answer openBlob(ImageReference repository, Descriptor blob, long offset) throws IOException {
        Map<String, String> headers = offset == 0 ? Map.of() : Map.of("Range", "bytes=" + offset + "-");
        try {
            return read(
                    repository,
                    endpoint ->
                            session.succeed(endpoint, get(endpoint, repository, "blobs/" + blob.digest(), headers)));
        } catch (RegistryException e) {
            if (e.status() != 404 || blob.urls().isEmpty()) {
                throw e;
            }
            return foreign(blob.urls(), headers, e);
        }
    }

    // A foreign layer lies at an address that the manifest names: another origin, to which no credential goes.
    private Answer foreign(List<String> urls, Map<String, String> headers, RegistryException missing)
            throws IOException {
        for (String url : urls) {
            Answer answer = null;
            try {
                URI uri = URI.create(url);
                if (Origin.of(uri).isSecure() && !Origin.of(uri).isLocal()) {
                    answer = session.fetchForeign(uri, headers);
                }
            } catch (IllegalArgumentException e) {
                missing.addSuppressed(e); // no address: the next may be one
            }
            if (answer != null && answer.isSuccess()) {
                return answer;
            }
            if (answer != null) {
                answer.close();
            }
        }
        throw missing;
    }

    /** The names in a repository, and what refers to its images. */
    public RegistryLists lists() {
        return new RegistryLists(endpoints, session, retries);
    }

    /** The other direction. */
    RegistryUploads uploads() {
        return new RegistryUploads(endpoints, session, retries);
    }

    /** Whether a registry lets somebody in; an IOException says why it does not. */
    public void logIn(String registry) throws IOException {
        Endpoint endpoint = endpoints.of(registry);
        retries.run(() -> {
            session.succeed(endpoint, new Call("GET", endpoint.base(), Map.of(), RequestBody.NONE, List.of()))
                    .close();
            return true;
        });
    }

    /** Something that a mirror can answer as well. */
    private interface Reading<T> {
        T from(Endpoint endpoint) throws IOException;
    }

    private <T> T read(ImageReference reference, Reading<T> reading) throws IOException {
        IOException mirrorFailed = null;
        for (Mirror mirror : options.mirrors().getOrDefault(reference.registry(), List.of())) {
            if (unreachable.contains(mirror)) {
                continue;
            }
            try {
                return reading.from(endpoints.of(mirror));
            } catch (IOException e) {
                mirrorFailed = e; // what a mirror lacks, the registry may have
                if (!(e instanceof RegistryException) && !(e instanceof OciFormatException)) {
                    unreachable.add(mirror);
                }
            }
        }
        try {
            return reading.from(endpoints.of(reference.registry()));
        } catch (IOException e) {
            if (mirrorFailed != null) {
                e.addSuppressed(mirrorFailed);
            }
            throw e;
        }
    }

    private static Call get(Endpoint endpoint, ImageReference reference, String path, Map<String, String> headers) {
        String repository = reference.repository();
        return Call.get(endpoint.uri(repository, path), headers, endpoint.scope(repository, "pull"));
    }

    private static Map<String, String> accept(String types) {
        return Map.of("Accept", types);
    }
}
