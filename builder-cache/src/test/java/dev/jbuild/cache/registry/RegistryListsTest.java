package dev.jbuild.cache.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import dev.jbuild.cache.registry.TestRegistry.Lasting;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.MediaType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class RegistryListsTest {
    private static final Digest SUBJECT = Digest.ofUtf8("subject");
    private static final String REFERRERS = """
            {"schemaVersion":2,"mediaType":"%s","manifests":[
              {"mediaType":"%s","digest":"%s","size":7,"artifactType":"application/sbom"},
              {"mediaType":"%s","digest":"%s","size":8,"artifactType":"application/signature"}]}
            """.formatted(
                    MediaType.OCI_INDEX,
                    MediaType.OCI_MANIFEST,
                    Digest.ofUtf8("sbom"),
                    MediaType.OCI_MANIFEST,
                    Digest.ofUtf8("signature"));

    private TestRegistry registry;

    @BeforeEach
    void start() throws IOException {
        registry = new TestRegistry();
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void readsTagsPageByPage() throws IOException {
        registry.fail(
                "/v2/team/app/tags/list?n=1000",
                page(
                        "{\"name\":\"team/app\",\"tags\":[\"a\",\"b\"]}",
                        "</v2/team/app/tags/list?last=b>; rel=\"next\""));
        registry.put(
                "/v2/team/app/tags/list", "application/json", "{\"tags\":[\"c\"]}".getBytes(StandardCharsets.UTF_8));
        assertThat(lists().tags(repository())).containsExactly("a", "b", "c");
    }

    @Test
    void followsNoPageElsewhere() throws IOException {
        try (TestRegistry elsewhere = new TestRegistry()) {
            registry.fail(
                    "/tags/list?n=1000", page("{\"tags\":[]}", "<http://" + elsewhere.name() + "/next>; rel=\"next\""));
            assertThatThrownBy(() -> lists().tags(repository())).hasMessageContaining("next page");
            assertThat(elsewhere.requests()).isEmpty();
        }
    }

    @Test
    void readsReferrersByTheApi() throws IOException {
        registry.put(
                "/v2/team/app/referrers/" + SUBJECT,
                MediaType.OCI_INDEX.value(),
                REFERRERS.getBytes(StandardCharsets.UTF_8));
        assertThat(lists().referrers(repository(), SUBJECT, "")).hasSize(2);
        assertThat(lists().referrers(repository(), SUBJECT, "application/sbom"))
                .singleElement()
                .satisfies(descriptor -> assertThat(descriptor.digest()).isEqualTo(Digest.ofUtf8("sbom")));
    }

    @Test
    void readsReferrersByTheTagWhereThereIsNoApi() throws IOException {
        assertThat(lists().referrers(repository(), SUBJECT, "")).isEmpty();
        registry.put(
                "/v2/team/app/manifests/sha256-" + SUBJECT.hex(),
                MediaType.OCI_INDEX.value(),
                REFERRERS.getBytes(StandardCharsets.UTF_8));
        assertThat(lists().referrers(repository(), SUBJECT, "application/signature"))
                .hasSize(1);
    }

    @Test
    void endsAListOfTagsThatHasNoEnd() {
        AtomicInteger pages = new AtomicInteger();
        registry.fail("GET", "/tags/list", Lasting.ALWAYS, (exchange, content) -> {
            String link = "</v2/team/app/tags/list?last=" + pages.incrementAndGet() + ">; rel=\"next\"";
            page("{\"tags\":[\"a\"]}", link).answer(exchange, content);
        });
        assertThatThrownBy(() -> lists().tags(repository())).hasMessageContaining("more than 1000 pages");
        assertThat(pages).hasValue(1000);
    }

    @Test
    void goesInNoCircle() {
        String self = "</v2/team/app/tags/list?n=1000>; rel=\"next\"";
        registry.fail("GET", "/tags/list", Lasting.ALWAYS, page("{\"tags\":[\"a\"]}", self));
        assertThatThrownBy(() -> lists().tags(repository())).hasMessageContaining("that was there already");
        assertThat(registry.count("GET /v2/team/app/tags/list")).isEqualTo(1);
    }

    @Test
    void endsAListOfHugePages() {
        String tag = "\"" + "x".repeat(100) + "\"";
        String body = "{\"tags\":[" + String.join(",", Collections.nCopies(30_000, tag)) + "]}";
        AtomicInteger pages = new AtomicInteger();
        registry.fail("GET", "/tags/list", Lasting.ALWAYS, (exchange, content) -> {
            String link = "</v2/team/app/tags/list?last=" + pages.incrementAndGet() + ">; rel=\"next\"";
            page(body, link).answer(exchange, content);
        });
        assertThatThrownBy(() -> lists().tags(repository())).hasMessageContaining("or 67108864 bytes");
        assertThat(pages.get()).isLessThan(30);
    }

    @Test
    void readsReferrersPageByPage() throws IOException {
        registry.fail(
                "/referrers/" + SUBJECT,
                page(REFERRERS, "</v2/team/app/referrers/" + SUBJECT + "?page=2>; rel=\"next\""));
        registry.fail("?page=2", page(REFERRERS, "<x>; rel=\"last\""));
        assertThat(lists().referrers(repository(), SUBJECT, "")).hasSize(4);
        assertThat(registry.count("?page=2")).isEqualTo(1);
    }

    private static TestRegistry.Fault page(String body, String link) {
        return (HttpExchange exchange, byte[] content) -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Link", link);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        };
    }

    private RegistryLists lists() {
        RegistryOptions options = RegistryOptions.DEFAULT.withTimes(Duration.ofSeconds(10), 2, Duration.ofMillis(5));
        return new RegistryClient(options, name -> new Credentials.Anonymous(), Map.of()).lists();
    }

    private ImageReference repository() {
        return ImageReference.parse(registry.name() + "/team/app");
    }
}
