package dev.jbuild.cli.command;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.sandbox.Mount;
import dev.jbuild.core.step.NamedVolumes;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A value of {@code -v}, as Docker reads it: {@code [SRC:]DST[:OPTION,…]}. A source with a slash, and {@code .} and {@code ..}, are paths
 * of the host; another one is the name of a volume.
 *
 * @param source empty for a volume that has no name
 */
record VolumeOption(String source, String target, Mount.Access access, NamedVolumes.Beginning beginning) {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{1,254}");
    private static final String WANTED = "[SRC:]DST[:ro], DST absolute and not /";
    // One of each kind at most. Labels and caches are of other systems: no command has a label of its own, and all is
    // consistent.
    private static final List<Set<String>> KINDS = List.of(
            Set.of("ro", "rw"),
            Set.of("nocopy"),
            Set.of("z", "Z"),
            Set.of("consistent", "cached", "delegated"),
            Propagation.WORDS);

    static VolumeOption parse(String text) {
        List<String> parts = List.of(text.split(":", -1));
        boolean named = parts.size() > 1;
        String target = parts.get(named ? 1 : 0);
        if (parts.size() > 3 || named && parts.get(0).isEmpty() || !isPlace(target)) {
            throw BuildOptions.wrong("--volume", text, WANTED);
        }
        Set<String> options = options(text, parts);
        return new VolumeOption(
                named ? parts.get(0) : "",
                target,
                options.contains("ro") ? Mount.Access.READ_ONLY : Mount.Access.READ_WRITE,
                options.contains("nocopy") ? NamedVolumes.Beginning.EMPTY : NamedVolumes.Beginning.AS_IMAGE);
    }

    private static Set<String> options(String text, List<String> parts) {
        Set<String> options = new TreeSet<>();
        if (parts.size() == 3 && !parts.get(2).isEmpty()) {
            Set<Set<String>> kinds = new HashSet<>();
            for (String option : parts.get(2).split(",", -1)) {
                Set<String> kind = kind(option, text);
                if (!kinds.add(kind)) {
                    throw BuildOptions.wrong(
                            "--volume", text, String.join(" or ", new TreeSet<>(kind)) + " behind DST, once");
                }
                options.add(option);
            }
        }
        if (options.contains("nocopy") && isPath(parts.get(0))) {
            throw BuildOptions.wrong("--volume", text, "nocopy for volumes only");
        }
        for (String option : options) {
            if (Propagation.WORDS.contains(option)) {
                propagation(option, text, parts.get(0));
            }
        }
        return options;
    }

    private static void propagation(String word, String text, String source) {
        Propagation.check(word, "--volume", text);
        if (!isPath(source)) {
            throw BuildOptions.wrong("--volume", text, word + " for paths of the host only");
        }
    }

    private static Set<String> kind(String option, String text) {
        for (Set<String> kind : KINDS) {
            if (kind.contains(option)) {
                return kind;
            }
        }
        throw BuildOptions.wrong(
                "--volume",
                text,
                "ro, rw, nocopy, z, Z, private, rprivate, consistent, cached or delegated behind DST, not \"" + option
                        + "\"");
    }

    /** True for a place in a container where something can be mounted. */
    static boolean isPlace(String target) {
        return target.startsWith("/")
                && !dev.jbuild.core.tree.TreePath.clean(target).isRoot();
    }

    boolean isPath() {
        return isPath(source);
    }

    private static boolean isPath(String source) {
        return source.contains("/") || source.equals(".") || source.equals("..");
    }

    /** The name of a volume, checked. */
    static String name(String text, String what) {
        if (!NAME.matcher(text).matches()) {
            throw BuildException.of(
                            dev.jbuild.core.error.ErrorCode.USAGE,
                            "got the volume \"" + text + "\" in " + what
                                    + ", want two or more of letters, digits, _, . and -, the first a letter or digit")
                    .withHint("write ./" + text + " for a path of the host");
        }
        return text;
    }
}
