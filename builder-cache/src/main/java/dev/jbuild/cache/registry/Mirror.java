package dev.jbuild.cache.registry;

import java.net.URI;

/**
 * A registry that is asked in place of another one: {@code [https://]host[:port][/prefix]}; {@code http://} where the user says so.
 *
 * @param prefix of the repositories there, with a slash behind it; empty for none
 */
public record Mirror(String scheme, String registry, String prefix) {

    /** Reads what a user writes; throws IllegalArgumentException, whose message says what was wanted. */
    public static Mirror parse(String text) {
        String scheme = text.startsWith("http://") ? "http" : "https";
        String rest = text.startsWith(scheme + "://") ? text.substring(scheme.length() + 3) : text;
        int slash = rest.indexOf('/');
        String registry = slash < 0 ? rest : rest.substring(0, slash);
        String prefix = slash < 0 ? "" : rest.substring(slash + 1).replaceAll("/+$", "");
        boolean host = registry.matches("(?:[A-Za-z0-9.-]+|\\[[0-9a-fA-F:.]+\\])(?::[0-9]{1,5})?");
        if (!host || !prefix.matches("[a-z0-9._/-]*")) {
            throw new IllegalArgumentException(
                    "got mirror \"" + text + "\", want [http://|https://]host[:port][/prefix]");
        }
        return new Mirror(scheme, registry, prefix.isEmpty() ? "" : prefix + "/");
    }

    URI base() {
        return URI.create(scheme + "://" + registry + "/v2/");
    }

    @Override
    public String toString() {
        String end = prefix.isEmpty() ? "" : "/" + prefix.substring(0, prefix.length() - 1);
        return (scheme.equals("http") ? "http://" : "") + registry + end;
    }
}
