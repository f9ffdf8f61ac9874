package dev.jbuild.cache.http;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Proxies by {@code HTTP_PROXY}, {@code HTTPS_PROXY} and {@code NO_PROXY}, in small letters or large, as curl and Go have them.
 * Names of this machine go to no proxy. Thread-safe.
 */
public final class EnvironmentProxies extends ProxySelector {
    private static final int DEFAULT_PORT = 80;

    private final Map<String, String> environment;

    private EnvironmentProxies(Map<String, String> environment) {
        this.environment = environment;
    }

    public static EnvironmentProxies of(Map<String, String> environment) {
        EnvironmentProxies proxies = new EnvironmentProxies(environment);
        if (Stream.of("http_proxy", "https_proxy")
                .flatMap(name -> proxies.value(name).stream())
                .anyMatch(proxy -> proxy.indexOf('@') >= 0)) {
            // Java shows a password to no proxy that it has make a tunnel, unless this is said before its first
            // request.
            System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
        }
        return proxies;
    }

    @Override
    public List<Proxy> select(URI uri) {
        Optional<URI> proxy = proxy(uri);
        if (proxy.isEmpty()) {
            return List.of(Proxy.NO_PROXY);
        }
        int port = proxy.get().getPort() < 0 ? DEFAULT_PORT : proxy.get().getPort();
        return List.of(
                new Proxy(Proxy.Type.HTTP, new InetSocketAddress(proxy.get().getHost(), port)));
    }

    private Optional<URI> proxy(URI uri) {
        Origin origin = Origin.of(uri);
        if (origin.isLoopback() || isExcepted(origin)) {
            return Optional.empty();
        }
        return value(origin.isSecure() ? "https_proxy" : "http_proxy").map(EnvironmentProxies::parse);
    }

    /**
     * What the proxy for an address is shown, when its own address has a name and a password.
     *
     * @throws BuildException USAGE for a proxy that speaks something else than HTTP
     */
    Optional<String> authorization(URI uri) {
        Optional<String> user = proxy(uri).map(URI::getRawUserInfo);
        return user.map(text -> {
            String pair = URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
            return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        });
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
        // The request fails and says so.
    }

    private boolean isExcepted(Origin origin) {
        for (String word : value("no_proxy").orElse("").split(",")) {
            String name = word.strip().toLowerCase(Locale.ROOT);
            String suffix = name.startsWith(".") ? name : "." + name;
            boolean matches = name.equals("*")
                    || origin.host().equals(name)
                    || (origin.host() + ":" + origin.port()).equals(name)
                    || AddressRange.covers(name, origin.host())
                    || origin.host().endsWith(suffix);
            if (!name.isEmpty() && matches) {
                return true;
            }
        }
        return false;
    }

    private Optional<String> value(String name) {
        return Optional.ofNullable(environment.get(name))
                .or(() -> Optional.ofNullable(environment.get(name.toUpperCase(Locale.ROOT))))
                .filter(value -> !value.isEmpty());
    }

    private static URI parse(String text) {
        URI uri;
        try {
            uri = URI.create(text.contains("://") ? text : "http://" + text);
        } catch (IllegalArgumentException e) {
            throw wrong("that cannot be read");
        }
        if (uri.getHost() == null) {
            throw wrong("without a host");
        }
        if (!uri.getScheme().equalsIgnoreCase("http")) {
            throw wrong("of kind " + uri.getScheme());
        }
        return uri;
    }

    private static BuildException wrong(String what) {
        return BuildException.of(ErrorCode.USAGE, "got a proxy " + what + ", want http://[name:password@]host[:port]")
                .withHint("set HTTP_PROXY and HTTPS_PROXY, or name the host in NO_PROXY");
    }
}
