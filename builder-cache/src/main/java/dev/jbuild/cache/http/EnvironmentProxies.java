package dev.jbuild.cache.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

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
        return new EnvironmentProxies(environment);
    }

    @Override
    public List<Proxy> select(URI uri) {
        Origin origin = Origin.of(uri);
        Optional<URI> proxy =
                value(origin.isSecure() ? "https_proxy" : "http_proxy").flatMap(EnvironmentProxies::parse);
        if (proxy.isEmpty() || origin.isLoopback() || isExcepted(origin)) {
            return List.of(Proxy.NO_PROXY);
        }
        int port = proxy.get().getPort() < 0 ? DEFAULT_PORT : proxy.get().getPort();
        return List.of(
                new Proxy(Proxy.Type.HTTP, new InetSocketAddress(proxy.get().getHost(), port)));
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

    private static Optional<URI> parse(String text) {
        try {
            URI uri = URI.create(text.contains("://") ? text : "http://" + text);
            return uri.getHost() == null ? Optional.empty() : Optional.of(uri);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
