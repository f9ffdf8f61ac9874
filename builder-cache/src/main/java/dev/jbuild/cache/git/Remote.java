package dev.jbuild.cache.git;

import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.transport.URIish;

/**
 * The address of a repository that may be asked: over HTTP, SSH or git's own protocol, never a path of this machine, and without a part
 * that a program could take for an option.
 *
 * @param address without user and password, if it is one of HTTP
 * @param authorization what its user and password are as a header
 */
record Remote(URIish address, Optional<String> authorization) {
    private static final Set<String> SCHEMES = Set.of("https", "http", "ssh", "git");

    /** @throws IllegalArgumentException with what is wrong */
    static Remote parse(String text) {
        URIish uri;
        try {
            uri = new URIish(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("got a repository address that cannot be read");
        }
        String scheme = uri.getScheme() == null ? "ssh" : uri.getScheme().toLowerCase(Locale.ROOT);
        boolean program = uri.getScheme() == null && text.contains("::"); // git would start one of that name
        if (!SCHEMES.contains(scheme) || uri.getHost() == null || program) {
            throw new IllegalArgumentException(
                    "got repository \"%s\", want one at https, ssh or git".formatted(shown(uri)));
        }
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        boolean option = uri.getHost().startsWith("-")
                || path.startsWith("-")
                || path.startsWith("/-")
                || uri.getUser() != null && uri.getUser().startsWith("-");
        if (option || text.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw new IllegalArgumentException(
                    "got repository \"%s\", want no part that begins with \"-\"".formatted(shown(uri)));
        }
        if (!scheme.startsWith("http") || uri.getUser() == null) {
            return new Remote(uri, Optional.empty());
        }
        String pair = uri.getUser() + ":" + (uri.getPass() == null ? "" : uri.getPass());
        return new Remote(uri.setUser(null).setPass(null), Optional.of(basic(pair)));
    }

    static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    /** The address of a submodule, which may be relative to this one. */
    Remote submodule(String url) {
        if (!url.startsWith("./") && !url.startsWith("../")) {
            return parse(url);
        }
        try {
            String path = below(stripped(address.getRawPath() == null ? "" : address.getRawPath()), url);
            return new Remote(parse(address.setRawPath(path).toString()).address, authorization);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("got submodule address \"%s\", which cannot be read".formatted(url));
        }
    }

    private static String below(String path, String relative) {
        String base = path;
        String rest = relative;
        while (rest.startsWith("./") || rest.startsWith("../")) {
            boolean up = rest.startsWith("../");
            rest = rest.substring(up ? 3 : 2);
            if (up && (base.isEmpty() || base.equals("/"))) {
                throw new IllegalArgumentException(
                        "got submodule address \"%s\", which leads above its host".formatted(relative));
            }
            base = up ? base.substring(0, Math.max(0, base.lastIndexOf('/'))) : base;
        }
        return base.isEmpty() && !path.startsWith("/") ? rest : base + "/" + rest;
    }

    private static String stripped(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    boolean isHttp() {
        return address.getScheme() != null
                && address.getScheme().toLowerCase(Locale.ROOT).startsWith("http");
    }

    /** True for another repository that the same server shows over HTTP. */
    boolean isAtOriginOf(Remote other) {
        return isHttp()
                && address.getScheme().equalsIgnoreCase(other.address.getScheme())
                && host().equalsIgnoreCase(other.host());
    }

    boolean isSsh() {
        return address.getScheme() == null || address.getScheme().equalsIgnoreCase("ssh");
    }

    /** Host, with its port if that is not the usual one: what secrets of a host are named after. */
    String host() {
        return address.getPort() < 0 ? address.getHost() : address.getHost() + ":" + address.getPort();
    }

    private static String shown(URIish uri) {
        return uri.setPass(null).toString();
    }

    /** Without what is secret. */
    @Override
    public String toString() {
        return shown(address);
    }
}
