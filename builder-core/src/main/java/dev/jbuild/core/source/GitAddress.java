package dev.jbuild.core.source;

import dev.jbuild.core.source.GitSource.GitReference;
import dev.jbuild.core.source.GitSource.Times;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A git repository as people write it: {@code https://host/r.git#ref:directory}, {@code git@host:r.git}, {@code ssh://…}, {@code git://…}, and
 * with a query: {@code https://host/r.git?branch=b&subdir=d}.
 *
 * @param checksum the start of the commit that is expected; empty for any
 */
public record GitAddress(GitReference reference, String checksum) {

    /**
     * Reads an address; empty if the text is none, such as a path, or an HTTP address that does not end in {@code .git}.
     *
     * @throws IllegalArgumentException if it is an address whose query says something unknown or contradictory
     */
    public static Optional<GitAddress> parse(String text) {
        int hash = text.indexOf('#');
        String rest = hash < 0 ? text : text.substring(0, hash);
        int mark = rest.indexOf('?');
        String remote = mark < 0 ? rest : rest.substring(0, mark);
        if (!isRemote(remote)) {
            return Optional.empty();
        }
        Query query = new Query();
        if (hash >= 0) {
            query.fragment(text.substring(hash + 1));
        }
        if (mark >= 0) {
            for (String field : rest.substring(mark + 1).split("&", -1)) {
                query.field(field, text);
            }
        }
        return Optional.of(query.address(remote, text));
    }

    private static boolean isRemote(String remote) {
        return remote.indexOf(':') > 0 && Form.isRemote(remote); // most texts are paths
    }

    /** What addresses look like. */
    private static final class Form {
        private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
        private static final Pattern SCP = Pattern.compile("[A-Za-z0-9_-]+@[A-Za-z0-9.-]+:[^#?]+");
        private static final Pattern URL = Pattern.compile("(https?|ssh|git)://[^/#?]+/?[^#?]*");

        static boolean isRemote(String remote) {
            Matcher url = URL.matcher(remote);
            if (url.matches()) {
                String scheme = url.group(1).toLowerCase(Locale.ROOT);
                return !scheme.startsWith("http") || remote.endsWith(".git");
            }
            return SCP.matcher(remote).matches();
        }
    }

    /** What stands behind the address of the repository. */
    private static final class Query {
        private String ref = "";
        private String directory = "";
        private String checksum = "";
        private boolean keepGitDirectory;
        private boolean submodules = true;
        private boolean fetchByCommit;
        private String times = "";

        void fragment(String text) {
            int colon = text.indexOf(':');
            ref = colon < 0 ? text : text.substring(0, colon);
            directory = colon < 0 ? "" : text.substring(colon + 1);
            if (directory.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("a directory with a NUL byte");
            }
        }

        void field(String field, String whole) {
            int equals = field.indexOf('=');
            String name = equals < 0 ? field : field.substring(0, equals);
            String value = equals < 0 ? "" : field.substring(equals + 1);
            switch (name) {
                case "ref" -> ref = once(ref, value, name, whole);
                case "branch" -> ref = once(ref, "refs/heads/" + value, name, whole);
                case "tag" -> ref = once(ref, "refs/tags/" + value, name, whole);
                case "subdir" -> directory = once(directory, value, name, whole);
                case "checksum", "commit" -> checksum = once(checksum, value, name, whole);
                case "keep-git-dir" -> keepGitDirectory = flag(value, name, whole);
                case "submodules" -> submodules = flag(value, name, whole);
                case "fetch-by-commit" -> fetchByCommit = flag(value, name, whole);
                case "mtime" -> times = once(times, value, name, whole);
                default ->
                    throw new IllegalArgumentException(
                            "unknown query \"%s\" in \"%s\", want ref, branch, tag, subdir, checksum, keep-git-dir, submodules, mtime or fetch-by-commit"
                                    .formatted(name, whole));
            }
        }

        private static String once(String before, String value, String name, String whole) {
            if (!before.isEmpty() && !before.equals(value)) {
                throw new IllegalArgumentException(
                        "got \"%s\" and \"%s\" in \"%s\", want one %s".formatted(before, value, whole, name));
            }
            return value;
        }

        private static boolean flag(String value, String name, String whole) {
            return switch (value.toLowerCase(Locale.ROOT)) {
                case "", "1", "true" -> true;
                case "0", "false" -> false;
                default ->
                    throw new IllegalArgumentException(
                            "got %s=%s in \"%s\", want true or false".formatted(name, value, whole));
            };
        }

        GitAddress address(String remote, String whole) {
            boolean isWhole = Form.COMMIT.matcher(checksum).matches();
            if (fetchByCommit && !isWhole) {
                throw new IllegalArgumentException(
                        "got fetch-by-commit and checksum \"%s\" in \"%s\", want a whole commit"
                                .formatted(checksum, whole));
            }
            String wanted = ref.isEmpty() || fetchByCommit ? checksum : ref;
            String name = wanted.substring(wanted.lastIndexOf('/') + 1);
            if (wanted.startsWith("-") || name.startsWith("-") || wanted.chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
                throw new IllegalArgumentException(
                        "got ref \"%s\", want one that begins with no \"-\" and has no blanks".formatted(wanted));
            }
            return new GitAddress(
                    new GitReference(remote, wanted, directory, keepGitDirectory, submodules, times(whole)), checksum);
        }

        private Times times(String whole) {
            return switch (times) {
                case "", "commit" -> Times.COMMIT;
                case "checkout" -> Times.CHECKOUT;
                default ->
                    throw new IllegalArgumentException(
                            "got mtime=%s in \"%s\", want checkout or commit".formatted(times, whole));
            };
        }
    }
}
