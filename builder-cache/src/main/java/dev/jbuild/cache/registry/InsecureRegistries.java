package dev.jbuild.cache.registry;

import dev.jbuild.cache.http.AddressRange;
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
                || names.stream().anyMatch(name -> AddressRange.covers(name, origin.host()));
    }
}
