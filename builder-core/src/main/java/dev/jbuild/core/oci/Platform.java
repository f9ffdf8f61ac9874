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
        if (parts.length == 1 && isOs(parts[0])) {
            return new Platform(parts[0], host().architecture, host().variant, "");
        }
        if (parts.length == 1) {
            Platform platform = normalised("linux", parts[0], "");
            if (!isArchitecture(platform.architecture)) {
                throw new IllegalArgumentException(
                        "got platform \"" + text + "\", want os/arch[/variant], or a known system or processor");
            }
            return platform;
        }
        return normalised(parts[0], parts[1], parts.length == 3 ? parts[2] : "");
    }

    /** The platform of this machine: linux and the processor that Java reports. */
    public static Platform host() {
        return normalised("linux", System.getProperty("os.arch"), "");
    }

    /** True when an image of the other platform runs where this one is asked for; an empty variant asks for any. */
    public boolean accepts(Platform other) {
        return distance(other) >= 0;
    }

    /**
     * How far an image of the other platform is from what this one asks for: 0 when it is just that, more for an older variant of
     * the processor, whose programs run too, as containerd has it; negative when it is something else.
     */
    public int distance(Platform other) {
        Platform mine = normalised(os, architecture, variant);
        Platform theirs = normalised(other.os, other.architecture, other.variant);
        if (!mine.os.equals(theirs.os) || !mine.architecture.equals(theirs.architecture)) {
            return -1;
        }
        if (mine.variant.equals(theirs.variant)) {
            return 0;
        }
        int level = level(theirs);
        if (mine.variant.isEmpty()) {
            return Math.max(1, level);
        }
        return level < 0 ? -1 : Math.max(-1, level(mine) - level);
    }

    /** True when this, as somebody wrote it, means the other; an empty variant means any. */
    public boolean means(Platform other) {
        return distance(other) == 0 || variant.isEmpty() && accepts(other);
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

    /** Of Go's names for processors those that Linux runs on. */
    private static boolean isArchitecture(String word) {
        return switch (word) {
            case "386", "amd64", "arm", "arm64", "loong64", "mips", "mipsle", "mips64", "mips64le" -> true;
            case "ppc64", "ppc64le", "riscv64", "s390x", "sparc64", "wasm" -> true;
            default -> false;
        };
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

    /** The number of a processor's variant, the first one's where none is said; -1 for one that has no number. */
    private static int level(Platform normal) {
        if (normal.variant.isEmpty()) {
            return normal.architecture.equals("arm64") ? 8 : 1;
        }
        String digits = normal.variant.startsWith("v") ? normal.variant.substring(1) : "";
        return digits.length() == 1 && Character.isDigit(digits.charAt(0)) ? digits.charAt(0) - '0' : -1;
    }

    private static String armVariant(String variant) {
        return variant.isEmpty() ? "v7" : variant.startsWith("v") ? variant : "v" + variant;
    }
}
