package dev.jbuild.cache.registry;

import dev.jbuild.cache.http.Answer;
import dev.jbuild.cache.http.RequestBody;
import dev.jbuild.cache.registry.RegistrySession.Call;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.OciFormatException;
import dev.jbuild.core.oci.TransferListener;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Brings blobs and manifests to registries. Thread-safe.
 *
 * @see <a href="https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#push">distribution-spec, push</a>
 */
final class RegistryUploads {
    private final Endpoints endpoints;
    private final RegistrySession session;
    private final Retries retries;

    RegistryUploads(Endpoints endpoints, RegistrySession session, Retries retries) {
        this.endpoints = endpoints;
        this.session = session;
        this.retries = retries;
    }

    /** Whether a repository has a blob. */
    boolean has(ImageReference repository, Descriptor blob) throws IOException {
        return head(repository, "blobs/" + blob.digest(), Map.of()).isPresent();
    }

    /** The digest of what a tag or digest names there now; empty when nothing, or when the registry does not say. */
    Optional<Digest> manifestDigest(ImageReference repository, String name, Descriptor expected) throws IOException {
        Optional<String> digest = head(
                repository,
                "manifests/" + name,
                Map.of("Accept", expected.mediaType().value()));
        try {
            return digest.filter(text -> !text.isEmpty()).map(Digest::parse);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The digest that a registry says something has, which may be nothing; empty when it has not got it. */
    private Optional<String> head(ImageReference repository, String path, Map<String, String> headers)
            throws IOException {
        return retries.run(() -> {
            Endpoint endpoint = endpoints.of(repository.registry());
            Call call = new Call(
                    "HEAD",
                    endpoint.uri(repository.repository(), path),
                    headers,
                    RequestBody.NONE,
                    List.of(endpoint.scope(repository.repository(), "pull,push")));
            try (Answer answer = session.send(endpoint, call)) {
                if (answer.status() == 404) {
                    return Optional.empty();
                }
                if (!answer.isSuccess()) {
                    throw RegistryException.of(answer);
                }
                return Optional.of(answer.header("Docker-Content-Digest").orElse(""));
            }
        });
    }

    /** Brings a blob from another repository of the registry here; false when the registry did not do it. */
    boolean mount(ImageReference repository, Descriptor blob, String from) throws IOException {
        return upload(repository, blob).mount(from);
    }

    /** Sends a blob. */
    void send(ImageReference repository, Descriptor blob, BlobSource source, TransferListener listener)
            throws IOException {
        upload(repository, blob).send(source, listener);
    }

    private BlobUpload upload(ImageReference repository, Descriptor blob) throws IOException {
        Endpoint endpoint = endpoints.of(repository.registry());
        return new BlobUpload(endpoint, session, retries, repository.repository(), blob);
    }

    /** Puts a manifest or index by a tag or its digest; all that it names must be there. */
    void putManifest(ImageReference repository, String name, Descriptor manifest, byte[] bytes) throws IOException {
        Endpoint endpoint = endpoints.of(repository.registry());
        Call call = new Call(
                "PUT",
                endpoint.uri(repository.repository(), "manifests/" + name),
                Map.of("Content-Type", manifest.mediaType().value()),
                RequestBody.of(bytes),
                List.of(endpoint.scope(repository.repository(), "pull,push")));
        retries.run(() -> {
            try (Answer answer = session.succeed(endpoint, call)) {
                String said = answer.header("Docker-Content-Digest").orElse("");
                boolean comparable =
                        said.startsWith(manifest.digest().algorithm().id() + ":");
                if (comparable && !said.equals(manifest.digest().toString())) {
                    throw new OciFormatException(
                            "the registry took a manifest as " + said + ", want " + manifest.digest());
                }
                return true;
            }
        });
    }
}
