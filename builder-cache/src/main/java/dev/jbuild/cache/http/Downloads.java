package dev.jbuild.cache.http;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.source.HttpSource;
import dev.jbuild.core.store.BlobWriter;
import dev.jbuild.core.store.BuildStore;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Files by URL, into the blob store. What was fetched before is asked for by its ETag or its time, and not sent again when it is
 * unchanged; with a checksum that is known it is not asked for at all. Within a build an address is asked once. Thread-safe.
 */
public final class Downloads implements HttpSource {
    private static final int BUFFER_BYTES = 64 * 1024; // 64 KiB
    private static final int NOT_MODIFIED = 304;

    private final BuildStore store;
    private final DownloadMemory memory;
    private final DownloadLimits limits;
    private final Transport transport;
    private final ConcurrentMap<Wanted, Fetched> fetched = new ConcurrentHashMap<>();

    /** @param environment names the proxies */
    public Downloads(BuildStore store, Clock clock, DownloadLimits limits, Map<String, String> environment) {
        this.store = store;
        this.memory = new DownloadMemory(store, clock);
        this.limits = limits;
        this.transport = new Transport(limits.timeout(), EnvironmentProxies.of(environment));
    }

    private record Wanted(URI uri, Optional<Digest> checksum) {}

    @Override
    public Fetched fetch(URI uri, Optional<Digest> checksum) {
        Wanted wanted = new Wanted(uri, checksum);
        Fetched before = fetched.get(wanted);
        if (before != null) {
            return before;
        }
        try {
            Fetched now = new Attempts(limits.attempts(), limits.pause()).run(() -> once(wanted));
            fetched.put(wanted, now);
            return now;
        } catch (IOException e) {
            throw DownloadFailures.meaning(uri, e);
        }
    }

    private Fetched once(Wanted wanted) throws IOException {
        Optional<DownloadMemory.Known> known = memory.find(wanted.uri);
        if (known.isPresent() && wanted.checksum.equals(Optional.of(known.get().content()))) {
            return found(wanted.uri, known.get());
        }
        try (Answer answer = transport.send(request(wanted.uri, known))) {
            if (answer.status() == NOT_MODIFIED && known.isPresent()) {
                check(wanted, known.get().content());
                return found(wanted.uri, known.get());
            }
            if (answer.status() != 200) {
                throw new RefusedException(answer.status(), answer.address().getHost());
            }
            DownloadMemory.Known made = new DownloadMemory.Known(
                    copy(answer, wanted),
                    answer.header("ETag").orElse(""),
                    answer.header("Last-Modified").orElse(""));
            memory.put(wanted.uri, made);
            return found(wanted.uri, made);
        }
    }

    private static Transport.Request request(URI uri, Optional<DownloadMemory.Known> known) {
        Map<String, String> headers = new TreeMap<>();
        headers.put("Accept", "*/*");
        if (known.isPresent() && !known.get().etag().isEmpty()) {
            headers.put("If-None-Match", known.get().etag());
        } else if (known.isPresent() && !known.get().lastModified().isEmpty()) {
            headers.put("If-Modified-Since", known.get().lastModified());
        }
        return Transport.Request.get(plain(uri), headers, authorization(uri));
    }

    /** Without what is for us only: who asks, and the place in the file. */
    private static URI plain(URI uri) {
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return URI.create(uri.getScheme() + "://" + uri.getHost() + port + path + query);
    }

    private static Optional<String> authorization(URI uri) {
        return Optional.ofNullable(uri.getUserInfo()).map(user -> {
            byte[] pair = (user.contains(":") ? user : user + ":").getBytes(StandardCharsets.UTF_8);
            return "Basic " + Base64.getEncoder().encodeToString(pair);
        });
    }

    private Digest copy(Answer answer, Wanted wanted) throws IOException {
        OptionalLong said = answer.headers().firstValueAsLong("Content-Length");
        if (said.isPresent() && said.getAsLong() > limits.maxBytes()) {
            throw tooLarge(wanted.uri);
        }
        Optional<MessageDigest> hash =
                wanted.checksum.map(digest -> digest.algorithm().newMessageDigest());
        try (BlobWriter writer = store.blobs().create()) {
            byte[] buffer = new byte[BUFFER_BYTES];
            InputStream body = answer.body();
            for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
                if (writer.sizeBytes() + count > limits.maxBytes()) {
                    throw tooLarge(wanted.uri);
                }
                writer.write(buffer, 0, count);
                if (hash.isPresent()) {
                    hash.get().update(buffer, 0, count);
                }
            }
            if (hash.isPresent()) {
                check(wanted, HexFormat.of().formatHex(hash.get().digest()));
            }
            return writer.commit();
        }
    }

    private BuildException tooLarge(URI uri) {
        return BuildException.of(
                ErrorCode.REMOTE_INVALID,
                "\"%s\" is larger than %,d bytes".formatted(DownloadFailures.shown(uri), limits.maxBytes()));
    }

    /** Checks what is in the store: by its name, or by reading it when the checksum is of another kind. */
    private void check(Wanted wanted, Digest content) throws IOException {
        if (wanted.checksum.isEmpty()) {
            return;
        }
        if (wanted.checksum.get().algorithm() == content.algorithm()) {
            check(wanted, content.hex());
            return;
        }
        MessageDigest hash = wanted.checksum.get().algorithm().newMessageDigest();
        try (InputStream in = store.blobs().open(content)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                hash.update(buffer, 0, count);
            }
        }
        check(wanted, HexFormat.of().formatHex(hash.digest()));
    }

    private static void check(Wanted wanted, String hex) {
        Digest checksum = wanted.checksum.orElseThrow();
        if (!checksum.hex().equals(hex)) {
            throw BuildException.of(
                            ErrorCode.CHECKSUM_MISMATCH,
                            "\"%s\" is not what the checksum says: got %s:%s, want %s"
                                    .formatted(
                                            DownloadFailures.shown(wanted.uri),
                                            checksum.algorithm().id(),
                                            hex,
                                            checksum))
                    .withHint("look at what the server has now before you change the checksum");
        }
    }

    private Fetched found(URI uri, DownloadMemory.Known known) throws IOException {
        long sizeBytes = store.blobs().sizeBytes(known.content()).orElseThrow();
        return new Fetched(known.content(), sizeBytes, fileName(uri), time(known.lastModified()));
    }

    private static String fileName(URI uri) {
        String path = uri.getPath() == null ? "" : uri.getPath();
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static Optional<Instant> time(String text) {
        try {
            return text.isEmpty()
                    ? Optional.empty()
                    : Optional.of(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from));
        } catch (DateTimeException e) {
            return Optional.empty(); // as good as silence
        }
    }
}
