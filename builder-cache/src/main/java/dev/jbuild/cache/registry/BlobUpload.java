package dev.jbuild.cache.registry;

import dev.jbuild.cache.http.Answer;
import dev.jbuild.cache.http.Origin;
import dev.jbuild.cache.http.RequestBody;
import dev.jbuild.cache.registry.RegistrySession.Call;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.TransferListener;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The upload of one blob. A small one goes in one request. A large one is streamed, in one piece unless the registry finds it too
 * large; when it is cut, the registry is asked how far it got, and gets the rest. Thread-safe, for it holds no state.
 */
record BlobUpload(Endpoint endpoint, RegistrySession session, Retries retries, String repository, Descriptor blob) {
    private static final long SMALL_BYTES = 1024 * 1024; // 1 MiB
    private static final long CHUNK_BYTES = 16L * 1024 * 1024; // 16 MiB, where the whole is too large for a request
    private static final Pattern RANGE = Pattern.compile("(?:bytes=)?0-([0-9]{1,18})");
    private static final Map<String, String> OCTETS = Map.of("Content-Type", "application/octet-stream");

    /** Where the next bytes go, and how many are there. */
    private record Place(URI location, long offset) {}

    boolean mount(String from) throws IOException {
        String query = "?mount=" + blob.digest() + "&from=" + URLEncoder.encode(from, StandardCharsets.UTF_8);
        URI uri = endpoint.uri(repository, "blobs/uploads/" + query);
        List<String> scopes = List.of(pushScope(), endpoint.scope(from, "pull"));
        try (Answer answer = session.send(endpoint, new Call("POST", uri, Map.of(), RequestBody.NONE, scopes))) {
            if (answer.status() == 202) {
                cancel(answer); // it began an upload, as it could not mount
            }
            return answer.status() == 201;
        }
    }

    private void cancel(Answer begun) {
        try {
            session.send(endpoint, call("DELETE", location(begun), Map.of(), RequestBody.NONE))
                    .close();
        } catch (IOException e) {
            // The registry forgets unfinished uploads by itself.
        }
    }

    void send(BlobSource source, TransferListener listener) throws IOException {
        if (blob.sizeBytes() <= SMALL_BYTES) {
            retries.run(() -> {
                finish(begin().location(), body(0, blob.sizeBytes(), source, listener), OCTETS);
                return true;
            });
            return;
        }
        finishParts(sendParts(source, listener), source, listener);
    }

    /** Where the answer to the end got lost, the blob may be there all the same, or the upload forgotten. */
    private void finishParts(Place sent, BlobSource source, TransferListener listener) throws IOException {
        URI location = sent.location();
        for (int attempt = 1; ; attempt++) {
            try {
                finish(location, RequestBody.NONE, Map.of());
                return;
            } catch (IOException e) {
                boolean forgotten = e instanceof RegistryException refusal && refusal.status() == 404;
                if (attempt == retries.attempts() || !forgotten && !Retries.mayChange(e)) {
                    throw e;
                }
                retries.pause(attempt, e);
                if (isThere()) {
                    return;
                }
                location = forgotten ? sendParts(source, listener).location() : location;
            }
        }
    }

    private boolean isThere() throws IOException {
        URI uri = endpoint.uri(repository, "blobs/" + blob.digest());
        return retries.run(() -> {
            try (Answer answer = session.send(endpoint, call("HEAD", uri, Map.of(), RequestBody.NONE))) {
                return answer.isSuccess();
            }
        });
    }

    private Place sendParts(BlobSource source, TransferListener listener) throws IOException {
        Place place = retries.run(this::begin);
        long chunkBytes = blob.sizeBytes();
        for (int failures = 0; place.offset() < blob.sizeBytes(); ) {
            long end = Math.min(blob.sizeBytes(), place.offset() + chunkBytes);
            try {
                Place next = patch(place, end, body(place.offset(), end, source, listener));
                failures = next.offset() > place.offset() ? 0 : failures + 1;
                place = next;
            } catch (RegistryException tooLarge) {
                if (tooLarge.status() != 413 || chunkBytes == CHUNK_BYTES) {
                    failures = failed(failures, tooLarge);
                }
                chunkBytes = tooLarge.status() == 413 ? CHUNK_BYTES : chunkBytes;
                place = resumed(place);
            } catch (IOException cut) {
                failures = failed(failures, cut);
                place = resumed(place);
            }
            if (failures >= retries.attempts()) {
                throw new IOException("the registry takes no bytes from " + place.offset() + " on");
            }
        }
        return place;
    }

    private int failed(int failures, IOException failure) throws IOException {
        if (failures + 1 >= retries.attempts() || !Retries.mayChange(failure)) {
            throw failure;
        }
        retries.pause(failures + 1, failure);
        return failures + 1;
    }

    private Place begin() throws IOException {
        URI uri = endpoint.uri(repository, "blobs/uploads/");
        try (Answer answer = session.succeed(endpoint, call("POST", uri, Map.of(), RequestBody.NONE))) {
            return new Place(location(answer), 0);
        }
    }

    /** Sends one part. The first, whole one is sent as docker sends it, as some registries know nothing else. */
    private Place patch(Place from, long end, RequestBody body) throws IOException {
        Map<String, String> headers = new HashMap<>(OCTETS);
        if (from.offset() > 0 || end < blob.sizeBytes()) {
            headers.put("Content-Range", from.offset() + "-" + (end - 1));
        }
        try (Answer answer = session.succeed(endpoint, call("PATCH", from.location(), headers, body))) {
            return new Place(location(answer), received(answer).orElse(end));
        }
    }

    /** How far the registry got; where it has forgotten, or got next to nothing, another upload from the beginning. */
    private Place resumed(Place before) throws IOException {
        return retries.run(() -> {
            Call call = call("GET", before.location(), Map.of(), RequestBody.NONE);
            try (Answer answer = session.send(endpoint, call)) {
                Optional<Long> there = answer.isSuccess() ? received(answer) : Optional.empty();
                if (there.isPresent() && there.get() > 0) {
                    URI location = answer.header("Location").isPresent() ? location(answer) : before.location();
                    return new Place(location, there.get());
                }
                if (Retries.isTransient(answer.status())) {
                    throw RegistryException.of(answer);
                }
            }
            return begin();
        });
    }

    /** Bytes that the registry has, as the header Range says it; empty when it does not say. */
    private Optional<Long> received(Answer answer) throws IOException {
        String range = answer.header("Range").orElse("");
        Matcher matcher = RANGE.matcher(range);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long last = Long.parseLong(matcher.group(1));
        if (last >= blob.sizeBytes()) {
            throw new IOException(
                    "the registry has bytes \"%s\" of an upload of %d".formatted(range, blob.sizeBytes()));
        }
        return Optional.of(last == 0 ? 0 : last + 1); // 0-0 is what registries say of nothing
    }

    private void finish(URI location, RequestBody body, Map<String, String> headers) throws IOException {
        String text = location.toString();
        URI uri = URI.create(text + (location.getRawQuery() == null ? "?" : "&") + "digest=" + blob.digest());
        session.succeed(endpoint, call("PUT", uri, headers, body)).close();
    }

    private static URI location(Answer answer) throws IOException {
        String location = answer.header("Location")
                .orElseThrow(() -> new IOException("the registry began an upload and does not say where"));
        return Origin.target("location of an upload", answer.address(), location);
    }

    private Call call(String method, URI uri, Map<String, String> headers, RequestBody body) {
        return new Call(method, uri, headers, body, List.of(pushScope()));
    }

    private String pushScope() {
        return endpoint.scope(repository, "pull,push");
    }

    private RequestBody body(long from, long to, BlobSource source, TransferListener listener) {
        return RequestBody.of(to - from, () -> {
            InputStream in = source.open(blob);
            try {
                in.skipNBytes(from);
            } catch (IOException e) {
                in.close();
                throw e;
            }
            return new BlobPart(in, blob, from, to, listener);
        });
    }
}
