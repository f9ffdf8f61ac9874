package dev.jbuild.core.oci;

import java.util.Locale;

/**
 * An operating system and a processor, in Go's names. Empty strings stand for what is not said.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/image-index.md">image-spec, platform</a>
 */
public record Platform(String os, String architecture, String variant, String osVersion) {

    public Platform(String os, String architecture) {
        this(os, architecture, "", "");
    }

    /** Reads {@code os/arch[/variant]} or a lone architecture or "local", and normalises names as containerd does. */
    public static Platform parse(String text) {
        if (text.equals("local")) {
            return host();
        }
        String[] parts = text.toLowerCase(Locale.ROOT).split("/", -1);
        if (parts.length > 3 || parts[0].isEmpty()) {
            throw new IllegalArgumentException("got platform \"" + text + "\", want os/arch[/variant]");
        }
        if (parts.length == 1) {
            return isOs(parts[0])
                    ? new Platform(parts[0], host().architecture, host().variant, "")
                    : normalised("linux", parts[0], "");
        }
        return normalised(parts[0], parts[1], parts.length == 3 ? parts[2] : "");
    }

    /** The platform of this machine: linux and the processor that Java reports. */
    public static Platform host() {
        return normalised("linux", System.getProperty("os.arch"), "");
    }

    /** True when an image of the other platform is what this platform asks for; an empty variant asks for any. */
    public boolean accepts(Platform other) {
        Platform mine = normalised(os, architecture, variant);
        Platform theirs = normalised(other.os, other.architecture, other.variant);
        return mine.os.equals(theirs.os)
                && mine.architecture.equals(theirs.architecture)
                && (mine.variant.isEmpty() || mine.variant.equals(theirs.variant));
    }

    // By hand, as those of the compiler are linked when first used: milliseconds at every start of the program.
    @Override
    public boolean equals(Object object) {
        return object instanceof Platform other
                && architecture.equals(other.architecture)
                && os.equals(other.os)
                && variant.equals(other.variant)
                && osVersion.equals(other.osVersion);
    }

    @Override
    public int hashCode() {
        return 31 * architecture.hashCode() + variant.hashCode();
    }

    /** {@code os/arch[/variant]}. */
    @Override
    public String toString() {
        return os + "/" + architecture + (variant.isEmpty() ? "" : "/" + variant);
    }

    private static boolean isOs(String word) {
        return word.equals("linux") || word.equals("windows") || word.equals("darwin") || word.equals("freebsd");
    }

    private static Platform normalised(String os, String architecture, String variant) {
        return switch (architecture) {
            case "x86_64", "x86-64", "amd64" -> new Platform(os, "amd64", variant.equals("v1") ? "" : variant, "");
            case "aarch64", "arm64" ->
                new Platform(os, "arm64", variant.equals("8") || variant.equals("v8") ? "" : variant, "");
            case "i386", "i686" -> new Platform(os, "386", "", "");
            case "armhf" -> new Platform(os, "arm", "v7", "");
            case "armel" -> new Platform(os, "arm", "v6", "");
            case "arm" -> new Platform(os, "arm", armVariant(variant), "");
            default -> new Platform(os, architecture, variant, "");
        };
    }

    private static String armVariant(String variant) {
        return variant.isEmpty() ? "v7" : variant.startsWith("v") ? variant : "v" + variant;
    }
}
