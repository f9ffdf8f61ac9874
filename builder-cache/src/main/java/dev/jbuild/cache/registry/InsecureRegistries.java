package dev.jbuild.cache.registry;

import dev.jbuild.cache.http.Origin;
import java.util.Set;

/**
 * The registries that the user calls insecure: a host, a host with a port, or a range of IPv4 addresses such as
 * {@code 10.0.0.0/8}. Their certificates are not checked, and they may be asked over plain HTTP.
 */
public record InsecureRegistries(Set<String> names) {
    public static final InsecureRegistries NONE = new InsecureRegistries(Set.of());

    public InsecureRegistries {
        names = Set.copyOf(names);
    }

    boolean contains(Origin origin) {
        return names.contains(origin.host())
                || names.contains(origin.host() + ":" + origin.port())
                || names.stream().anyMatch(name -> covers(name, origin.host()));
    }

    private static boolean covers(String range, String host) {
        int slash = range.indexOf('/');
        if (slash < 0) {
            return false;
        }
        long from = address(range.substring(0, slash));
        long asked = address(host);
        String length = range.substring(slash + 1);
        if (from < 0 || asked < 0 || !length.matches("[0-9]{1,2}") || Integer.parseInt(length) > 32) {
            return false;
        }
        int shift = 32 - Integer.parseInt(length);
        return from >> shift == asked >> shift;
    }

    /** The number of an IPv4 address; negative for anything else. */
    private static long address(String text) {
        String[] parts = text.split("\\.", -1);
        long number = 0;
        for (String part : parts) {
            if (!part.matches("[0-9]{1,3}") || Integer.parseInt(part) > 255) {
                return -1;
            }
            number = number << 8 | Integer.parseInt(part);
        }
        return parts.length == 4 ? number : -1;
    }
}
