package dev.jbuild.cache.http;

import java.io.IOException;
import java.net.URI;
import java.util.Locale;

/** To whom a credential may be shown: scheme, host and port. */
public record Origin(String scheme, String host, int port) {

    public static Origin of(URI uri) {
        if (uri.getScheme() == null || uri.getHost() == null) {
            throw new IllegalArgumentException("got address \"" + uri + "\", want one with a scheme and a host");
        }
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("http") ? 80 : 443;
        return new Origin(scheme, uri.getHost().toLowerCase(Locale.ROOT), port);
    }

    public boolean isSecure() {
        return scheme.equals("https");
    }

    /** True for names of this machine, without asking any server what a name means. */
    public boolean isLoopback() {
        return host.equals("localhost") || host.endsWith(".localhost") || host.equals("[::1]") || isNet("127.");
    }

    /** True for addresses that only mean something on this machine or this wire, such as a cloud's metadata service. */
    public boolean isLocal() {
        return isLoopback()
                || isNet("169.254.")
                || host.startsWith("[fe80:")
                || host.equals("0.0.0.0")
                || host.equals("[::]");
    }

    private boolean isNet(String prefix) {
        return host.startsWith(prefix) && host.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9');
    }

    /**
     * Where a redirect leads. Nothing goes from HTTPS to HTTP, nor to an address of this machine or this wire that was not asked itself.
     *
     * @param location what the answer says, relative to {@code from} or not
     */
    public static URI redirected(URI from, String location) throws IOException {
        return target("redirect", from, location);
    }

    /** The same for whatever else is an address that a server names; {@code what} says what it is. */
    public static URI target(String what, URI from, String location) throws IOException {
        URI to;
        Origin origin;
        try {
            to = from.resolve(location);
            origin = of(to);
        } catch (IllegalArgumentException e) {
            throw new RedirectException("got a " + what + " that cannot be read");
        }
        if (of(from).isSecure() && !origin.isSecure()) {
            throw new RedirectException("got a " + what + " from https to " + origin + ", which is not followed");
        }
        if (!origin.scheme().equals("http") && !origin.isSecure()) {
            throw new RedirectException("got a " + what + " to " + origin + ", want https");
        }
        if (origin.isLocal() && !of(from).host().equals(origin.host())) {
            throw new RedirectException("got a " + what + " to " + origin + ", an address of this machine");
        }
        return to;
    }

    @Override
    public String toString() {
        return scheme + "://" + host + ":" + port;
    }
}
