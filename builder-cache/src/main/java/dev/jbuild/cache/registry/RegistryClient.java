package dev.jbuild.cache.registry;

import dev.jbuild.cache.http.Answer;
import dev.jbuild.cache.http.EnvironmentProxies;
import dev.jbuild.cache.http.Origin;
import dev.jbuild.cache.http.Transport;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.MediaType;
import dev.jbuild.core.oci.OciFormatException;
import dev.jbuild.core.oci.OciJsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Asks registries. Answers are bounded and verified, what may succeed another time is tried again. Failures are IOExceptions here;
 * {@link RegistryFailures} gives them their meaning. Thread-safe.
 */
public final class RegistryClient {
    private static final int MAX_MANIFEST_BYTES = 4 * 1024 * 1024; // 4 MiB, as registries have it
    private static final Duration PROBE =
            Duration.ofSeconds(3); // some plain servers are silent when TLS is spoken to them
    private static final String MANIFEST_TYPES = String.join(
            ", ",
            MediaType.OCI_INDEX.value(),
            MediaType.OCI_MANIFEST.value(),
            MediaType.DOCKER_INDEX.value(),
            MediaType.DOCKER_MANIFEST.value());

    private final RegistryOptions options;
    private final Transport transport;
    private final Transport probing;
    private final Tokens tokens;
    private final Retries retries;
    private final Map<String, URI> bases = new ConcurrentHashMap<>();
    private final Map<String, String> authorizations = new ConcurrentHashMap<>();

    /** @param environment names the proxies */
    public RegistryClient(RegistryOptions options, Credentials.Source credentials, Map<String, String> environment) {
        this.options = options;
        this.transport = new Transport(options.timeout(), EnvironmentProxies.of(environment));
        this.probing = new Transport(
                options.timeout().compareTo(PROBE) < 0 ? options.timeout() : PROBE, EnvironmentProxies.of(environment));
        this.tokens = new Tokens(transport, credentials);
        this.retries = new Retries(options.attempts(), options.firstPause());
    }

    /** A manifest or index as its bytes. */
    public record FetchedManifest(Descriptor descriptor, byte[] bytes) {}

    /** What a reference names now; when it has a digest, that. */
    public FetchedManifest manifest(ImageReference reference) throws IOException {
        String name = reference.digestIfAny().map(Digest::toString).orElse(reference.tag());
        return retries.run(() -> {
            try (Answer answer = get(reference, "manifests/" + name, Map.of("Accept", MANIFEST_TYPES))) {
                return verified(reference, answer);
            }
        });
    }

    private static FetchedManifest verified(ImageReference reference, Answer answer) throws IOException {
        byte[] bytes = answer.bytes(MAX_MANIFEST_BYTES);
        Digest digest = Digest.of(bytes);
        Optional<Digest> wanted = reference.digestIfAny();
        if (wanted.isPresent()) {
            digest = hash(bytes, wanted.get().algorithm());
        }
        String said = answer.header("Docker-Content-Digest").orElse("");
        boolean contradicted =
                said.startsWith("sha256:") && !said.equals(Digest.of(bytes).toString());
        if (wanted.isPresent() && !wanted.get().equals(digest) || contradicted) {
            throw new OciFormatException("got a manifest with digest " + Digest.of(bytes) + ", want "
                    + wanted.map(Digest::toString).orElse(said));
        }
        MediaType type = OciJsonReader.mediaType(bytes);
        MediaType declared = new MediaType(
                answer.header("Content-Type").orElse("").split(";")[0].strip());
        if ((declared.isIndex() || declared.isManifest()) && declared.isIndex() != type.isIndex()) {
            throw new OciFormatException("got a manifest of type " + type + " that is served as " + declared);
        }
        return new FetchedManifest(new Descriptor(type, digest, bytes.length), bytes);
    }

    private static Digest hash(byte[] bytes, Digest.Algorithm algorithm) {
        return new Digest(
                algorithm, HexFormat.of().formatHex(algorithm.newMessageDigest().digest(bytes)));
    }

    /** The bytes of a blob, not yet verified; a transfer that is cut goes on where it was. The caller closes. */
    public InputStream blob(ImageReference repository, Descriptor blob) throws IOException {
        return new ResumedStream(offset -> openBlob(repository, blob, offset), blob.sizeBytes(), retries);
    }

    private Answer openBlob(ImageReference repository, Descriptor blob, long offset) throws IOException {
        Map<String, String> headers = offset == 0 ? Map.of() : Map.of("Range", "bytes=" + offset + "-");
        try {
            return get(repository, "blobs/" + blob.digest(), headers);
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
            URI uri = URI.create(url);
            if (Origin.of(uri).isSecure() && !Origin.of(uri).isLocal()) {
                Answer answer = transport.send(Transport.Request.get(uri, headers, Optional.empty()));
                if (answer.isSuccess()) {
                    return answer;
                }
                answer.close();
            }
        }
        throw missing;
    }

    private Answer get(ImageReference reference, String path, Map<String, String> headers) throws IOException {
        String registry = reference.registry();
        String scope = "repository:" + reference.repository() + ":pull";
        URI uri = base(registry).resolve("/v2/" + reference.repository() + "/" + path);
        String key = registry + " " + scope;
        Optional<String> authorization = Optional.ofNullable(authorizations.get(key));
        Answer answer = transport.send(Transport.Request.get(uri, headers, authorization));
        if (answer.status() == 401) {
            Optional<String> fresh = tokens.authorization(registry, Origin.of(uri), Challenge.of(answer), scope);
            if (fresh.isPresent()) {
                answer.close();
                authorizations.put(key, fresh.get());
                answer = transport.send(Transport.Request.get(uri, headers, fresh));
            }
        }
        if (!answer.isSuccess()) {
            try (Answer refused = answer) {
                throw RegistryException.of(refused);
            }
        }
        return answer;
    }

    /** The scheme and host of a registry, found once. */
    private URI base(String registry) throws IOException {
        URI known = bases.get(registry);
        if (known != null) {
            return known;
        }
        String host = registry.equals("docker.io") ? "registry-1.docker.io" : registry;
        URI secure = URI.create("https://" + host + "/v2/");
        URI base = mayBePlain(registry, Origin.of(secure))
                ? probed(secure, URI.create("http://" + host + "/v2/"))
                : secure;
        bases.put(registry, base);
        return base;
    }

    private boolean mayBePlain(String registry, Origin origin) {
        return origin.isLoopback()
                || options.insecure().contains(registry)
                || options.insecure().contains(origin.host());
    }

    private URI probed(URI secure, URI plain) throws IOException {
        try {
            transport
                    .send(Transport.Request.get(secure, Map.of(), Optional.empty()))
                    .close();
            return secure;
        } catch (IOException noTls) {
            try {
                transport
                        .send(Transport.Request.get(plain, Map.of(), Optional.empty()))
                        .close();
                return plain;
            } catch (IOException e) {
                e.addSuppressed(noTls);
                throw e;
            }
        }
    }
}
