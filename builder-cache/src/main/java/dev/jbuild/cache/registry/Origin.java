package dev.jbuild.cache.registry;

import java.net.URI;
import java.util.Locale;

/** To whom a credential may be shown: scheme, host and port. */
record Origin(String scheme, String host, int port) {

    static Origin of(URI uri) {
        if (uri.getScheme() == null || uri.getHost() == null) {
            throw new IllegalArgumentException("got address \"" + uri + "\", want one with a scheme and a host");
        }
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("http") ? 80 : 443;
        return new Origin(scheme, uri.getHost().toLowerCase(Locale.ROOT), port);
    }

    boolean isSecure() {
        return scheme.equals("https");
    }

    /** True for names of this machine, without asking any server what a name means. */
    boolean isLoopback() {
        return host.equals("localhost") || host.endsWith(".localhost") || host.equals("[::1]") || isNet("127.");
    }

    /** True for addresses that only mean something on this machine or this wire, such as a cloud's metadata service. */
    boolean isLocal() {
        return isLoopback()
                || isNet("169.254.")
                || host.startsWith("[fe80:")
                || host.equals("0.0.0.0")
                || host.equals("[::]");
    }

    private boolean isNet(String prefix) {
        return host.startsWith(prefix) && host.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9');
    }

    @Override
    public String toString() {
        return scheme + "://" + host + ":" + port;
    }
}
