package dev.jbuild.core.inventory;

import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which system an image is of, by its os-release.
 *
 * @param id such as {@code debian}
 * @param version such as {@code 12}; empty for one that has none
 * @see <a href="https://www.freedesktop.org/software/systemd/man/latest/os-release.html">os-release</a>
 */
public record Distribution(String id, String version, String prettyName) {
    /** For an image that does not say. */
    static final Distribution UNKNOWN = new Distribution("", "", "");

    static Distribution of(PackageFiles files) throws IOException {
        for (String place : new String[] {"etc/os-release", "usr/lib/os-release"}) {
            Map<String, String> values = new TreeMap<>();
            boolean there = files.readIfAny(TreePath.of(place), lines -> {
                for (String line = lines.next(); line != null; line = lines.next()) {
                    int equals = line.indexOf('=');
                    if (equals > 0) {
                        values.put(line.substring(0, equals), bare(line.substring(equals + 1)));
                    }
                }
            });
            if (there) {
                return new Distribution(
                        values.getOrDefault("ID", ""),
                        values.getOrDefault("VERSION_ID", ""),
                        values.getOrDefault("PRETTY_NAME", ""));
            }
        }
        return UNKNOWN;
    }

    private static String bare(String value) {
        String text = value.strip();
        boolean quoted = text.length() > 1 && (text.charAt(0) == '"' || text.charAt(0) == '\'');
        return quoted && text.charAt(text.length() - 1) == text.charAt(0) ? text.substring(1, text.length() - 1) : text;
    }

    /** As package URLs have it, {@code debian-12}. */
    String mark() {
        return version.isEmpty() ? id : id + "-" + version;
    }

    /** The id, or another where there is none. */
    String idOr(String usual) {
        return id.isEmpty() ? usual : id;
    }
}
