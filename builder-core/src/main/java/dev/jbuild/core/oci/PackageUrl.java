package dev.jbuild.core.oci;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The name of a package in any ecosystem: {@code pkg:type/namespace/name@version?qualifier=value}.
 *
 * @param namespace parts between slashes; empty for none
 * @param version empty for none
 * @see <a href="https://github.com/package-url/purl-spec/blob/main/PURL-SPECIFICATION.rst">purl-spec</a>
 */
public record PackageUrl(
        String type, String namespace, String name, String version, SortedMap<String, String> qualifiers) {
    private static final String UNRESERVED = "-._~:"; // the colon stays as it is, says the specification

    public PackageUrl {
        if (type.isEmpty() || name.isEmpty()) {
            throw new IllegalArgumentException("got a package without type or name");
        }
        qualifiers = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(qualifiers));
    }

    public PackageUrl(String type, String namespace, String name, String version) {
        this(type, namespace, name, version, new TreeMap<>());
    }

    /** An image by its reference, as BuildKit names it, for a platform. */
    public static PackageUrl ofImage(ImageReference reference, Platform platform) {
        String path = reference.familiarName();
        int slash = path.lastIndexOf('/');
        TreeMap<String, String> qualifiers = new TreeMap<>(Map.of("platform", platform.toString()));
        reference.digestIfAny().ifPresent(digest -> qualifiers.put("digest", digest.toString()));
        return new PackageUrl(
                "docker",
                slash < 0 ? "" : path.substring(0, slash),
                path.substring(slash + 1),
                reference.tag(),
                qualifiers);
    }

    /** The canonical form; qualifiers in order, empty ones left out. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("pkg:").append(type.toLowerCase(Locale.ROOT));
        for (String part : namespace.split("/")) {
            if (!part.isEmpty()) {
                encode(text.append('/'), part);
            }
        }
        encode(text.append('/'), name);
        if (!version.isEmpty()) {
            encode(text.append('@'), version);
        }
        char separator = '?';
        for (Map.Entry<String, String> qualifier : qualifiers.entrySet()) {
            if (!qualifier.getValue().isEmpty()) {
                encode(text.append(separator).append(qualifier.getKey()).append('='), qualifier.getValue());
                separator = '&';
            }
        }
        return text.toString();
    }

    private static void encode(StringBuilder text, String value) {
        for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (plain || UNRESERVED.indexOf(c) >= 0) {
                text.append(c);
            } else {
                text.append('%').append("%02X".formatted((int) c));
            }
        }
    }
}
