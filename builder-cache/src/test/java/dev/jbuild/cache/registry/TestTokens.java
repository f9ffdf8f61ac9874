package dev.jbuild.cache.registry;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** A token server beside its registry, whose tokens are each good for some requests. Thread-safe. */
final class TestTokens {
    static final String PATH = "/tokens";

    /** Everybody is let in. */
    static final TestTokens NONE = new TestTokens("", 0);

    private final String realm;
    private final int requestsEach;
    private final AtomicInteger number = new AtomicInteger();
    private final AtomicInteger used = new AtomicInteger();

    TestTokens(String realm, int requestsEach) {
        this.realm = realm;
        this.requestsEach = requestsEach;
    }

    boolean accepts(String authorization) {
        return realm.isEmpty()
                || authorization.equals("Bearer token-" + number.get()) && used.incrementAndGet() <= requestsEach;
    }

    String challenge() {
        return "Bearer realm=\"" + realm + "\",service=\"test\"";
    }

    /** What the server answers: another token, with which the ones before are worth nothing. */
    byte[] next() {
        int fresh = number.incrementAndGet();
        used.set(0);
        return "{\"token\":\"token-%d\",\"expires_in\":60}".formatted(fresh).getBytes(StandardCharsets.UTF_8);
    }
}
