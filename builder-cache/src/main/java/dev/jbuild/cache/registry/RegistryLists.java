package dev.jbuild.cache.registry;

import dev.jbuild.cache.http.Answer;
import dev.jbuild.cache.http.Origin;
import dev.jbuild.cache.registry.RegistrySession.Call;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.JsonDocument;
import dev.jbuild.core.oci.MediaType;
import dev.jbuild.core.oci.OciFormatException;
import dev.jbuild.core.oci.OciJsonReader;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The lists that a registry has: tags of a repository, referrers of a manifest. They come in pages, whose number is bounded.
 * Thread-safe.
 *
 * @see <a href="https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#content-discovery">content discovery</a>
 */
public final class RegistryLists {
    private static final int MAX_PAGE_BYTES = 4 * 1024 * 1024; // 4 MiB
    private static final int MAX_PAGES = 1000;
    private static final long MAX_LIST_BYTES = 64L * 1024 * 1024; // 64 MiB
    private static final int PAGE = 1000; // tags asked for at once
    private static final Pattern NEXT = Pattern.compile("<([^>]*)>\\s*;\\s*rel=\"?next\"?");

    private final Endpoints endpoints;
    private final RegistrySession session;
    private final Retries retries;

    RegistryLists(Endpoints endpoints, RegistrySession session, Retries retries) {
        this.endpoints = endpoints;
        this.session = session;
        this.retries = retries;
    }

    /** One answer of several. */
    private record Page(byte[] bytes, Optional<URI> next) {}

    /** All tags of a reference's repository, in the registry's order. */
    public List<String> tags(ImageReference repository) throws IOException {
        List<String> tags = new ArrayList<>();
        for (byte[] page : pages(repository, "tags/list?n=" + PAGE)) {
            tags.addAll(JsonDocument.parse("list of tags", page).texts("tags"));
        }
        return tags;
    }

    /**
     * The manifests that refer to a manifest, by the API or, where a registry has none, by the tag that stands for it.
     *
     * @param artifactType only of this type; empty for all
     */
    public List<Descriptor> referrers(ImageReference repository, Digest subject, String artifactType)
            throws IOException {
        List<Descriptor> found = new ArrayList<>();
        for (byte[] page : referrerPages(repository, subject)) {
            List<JsonDocument> manifests =
                    JsonDocument.parse("list of referrers", page).objects("manifests");
            List<Descriptor> descriptors = OciJsonReader.readIndex(page).manifests();
            for (int i = 0; i < descriptors.size(); i++) {
                if (artifactType.isEmpty()
                        || manifests.get(i).text("artifactType").equals(artifactType)) {
                    found.add(descriptors.get(i));
                }
            }
        }
        return found;
    }

    private List<byte[]> referrerPages(ImageReference repository, Digest subject) throws IOException {
        try {
            return pages(repository, "referrers/" + subject);
        } catch (RegistryException e) {
            if (e.status() != 404 && e.status() != 400) {
                throw e;
            }
        }
        try {
            return pages(repository, "manifests/" + subject.algorithm().id() + "-" + subject.hex());
        } catch (RegistryException e) {
            if (e.status() == 404) {
                return List.of();
            }
            throw e;
        }
    }

    private List<byte[]> pages(ImageReference repository, String path) throws IOException {
        Endpoint endpoint = endpoints.of(repository.registry());
        List<byte[]> pages = new ArrayList<>();
        long listBytes = 0;
        Optional<URI> next = Optional.of(endpoint.uri(repository.repository(), path));
        Set<URI> seen = new HashSet<>(Set.of(next.get()));
        while (next.isPresent()) {
            URI uri = next.get();
            Page page = retries.run(() -> page(endpoint, repository, uri));
            pages.add(page.bytes);
            listBytes += page.bytes.length;
            if (pages.size() == MAX_PAGES || listBytes > MAX_LIST_BYTES) {
                throw new OciFormatException(
                        "got a list of more than %d pages or %d bytes".formatted(MAX_PAGES, MAX_LIST_BYTES));
            }
            if (page.next.isPresent() && !seen.add(page.next.get())) {
                throw new OciFormatException("got a link to a next page that was there already");
            }
            next = page.next;
        }
        return pages;
    }

    private Page page(Endpoint endpoint, ImageReference repository, URI uri) throws IOException {
        Map<String, String> headers =
                Map.of("Accept", MediaType.OCI_INDEX.value() + ", application/json;q=0.9, */*;q=0.1");
        Call call = Call.get(uri, headers, endpoint.scope(repository.repository(), "pull"));
        try (Answer answer = session.succeed(endpoint, call)) {
            byte[] bytes = answer.bytes(MAX_PAGE_BYTES);
            Matcher link = NEXT.matcher(answer.header("Link").orElse(""));
            return new Page(bytes, link.find() ? Optional.of(next(endpoint, uri, link.group(1))) : Optional.empty());
        }
    }

    /** The next page must be the same registry's: a link elsewhere is no page of its list. */
    private static URI next(Endpoint endpoint, URI from, String link) throws IOException {
        URI next = Origin.target("link to the next page", from, link);
        if (!Origin.of(next).equals(endpoint.origin())) {
            throw new OciFormatException(
                    "got a link to the next page at " + Origin.of(next) + ", want " + endpoint.origin());
        }
        return next;
    }
}
