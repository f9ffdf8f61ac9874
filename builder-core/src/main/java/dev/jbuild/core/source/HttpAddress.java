package dev.jbuild.core.source;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Addresses of files as people write them, {@code http://} or {@code https://}. */
public final class HttpAddress {
    private static final String ALLOWED = "-._~:/?#[]@!$&'()*+,;=%";

    private HttpAddress() {}

    /** True for what is an address of a file or wants to be one. */
    public static boolean isAddress(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.startsWith("http://") || lower.startsWith("https://");
    }

    /**
     * Reads an address; blanks, letters of all languages and the like are escaped as a browser does it.
     *
     * @throws IllegalArgumentException with what is wrong
     */
    public static URI parse(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (plain || ALLOWED.indexOf(c) >= 0) {
                escaped.append(c);
            } else {
                escaped.append('%').append("%02X".formatted((int) c));
            }
        }
        URI uri = URI.create(escaped.toString());
        if (uri.getHost() == null) {
            throw new IllegalArgumentException("want a host behind \"//\"");
        }
        if (uri.getPort() > 0xffff) {
            throw new IllegalArgumentException("got port " + uri.getPort() + ", want at most 65535");
        }
        return uri;
    }

    /** The address without what may be secret or long: scheme, host, port and path. */
    public static String shown(URI uri) {
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        return uri.getScheme() + "://" + uri.getHost() + port + (uri.getRawPath() == null ? "" : uri.getRawPath());
    }
}
