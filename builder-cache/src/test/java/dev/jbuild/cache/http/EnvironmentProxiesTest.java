package dev.jbuild.cache.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EnvironmentProxiesTest {
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "https_proxy",
            "http://proxy.example:3128",
            "HTTP_PROXY",
            "plain.example",
            "NO_PROXY",
            "internal.example, .corp.example,registry.example:5000,10.1.0.0/16,192.168.7.7");

    @ParameterizedTest(name = "{0} through {1}")
    @CsvSource({
        "https://quay.io/v2/, proxy.example:3128",
        "http://quay.io/v2/, plain.example:80",
        "https://internal.example/v2/, DIRECT",
        "https://deep.internal.example/v2/, DIRECT",
        "https://notinternal.example/v2/, proxy.example:3128",
        "https://a.corp.example/v2/, DIRECT",
        "https://registry.example:5000/v2/, DIRECT",
        "https://registry.example/v2/, proxy.example:3128",
        "https://10.1.200.3/v2/, DIRECT",
        "https://10.2.200.3/v2/, proxy.example:3128",
        "https://192.168.7.7:5000/v2/, DIRECT",
        "http://127.0.0.1:5000/v2/, DIRECT",
        "http://localhost:5000/v2/, DIRECT"
    })
    void choosesAProxy(String uri, String expected) {
        Proxy chosen =
                EnvironmentProxies.of(ENVIRONMENT).select(URI.create(uri)).get(0);
        String shown = chosen.address() instanceof InetSocketAddress address
                ? address.getHostString() + ":" + address.getPort()
                : chosen.type().toString();
        assertThat(shown).isEqualTo(expected);
    }
}
