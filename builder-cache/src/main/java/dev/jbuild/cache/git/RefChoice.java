package dev.jbuild.cache.git;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;

/** Which name of a repository is meant: a branch before a tag, as git's checkout has it, and a tag means what it stands for. */
record RefChoice(String wanted) {
    private static final String HEAD = "HEAD";
    private static final String REFS = "refs/";
    private static final Pattern SHORT = Pattern.compile("[0-9a-f]{7,39}");

    /** The whole names that may be meant, the likeliest first. */
    List<String> names() {
        if (wanted.isEmpty() || wanted.equals(HEAD)) {
            return List.of(HEAD);
        }
        return wanted.startsWith(REFS)
                ? List.of(wanted)
                : List.of(REFS + "heads/" + wanted, REFS + "tags/" + wanted, REFS + wanted);
    }

    /** A name and its commit. */
    record Chosen(String name, String commit) {}

    /** The one of these names that is meant; empty if none is. */
    Optional<Chosen> find(Collection<Ref> refs) {
        for (String name : names()) {
            for (Ref ref : refs) {
                String commit = ref.getName().equals(name) ? commit(ref) : "";
                if (!commit.isEmpty()) {
                    return Optional.of(new Chosen(name, commit));
                }
            }
        }
        return Optional.empty();
    }

    /** True for what may be the beginning of a commit's name, as git shows it. */
    boolean mayBeShort() {
        return SHORT.matcher(wanted).matches();
    }

    /** The branch or tag whose commit begins so. */
    Chosen findShort(Collection<Ref> refs) throws IOException {
        Optional<Chosen> found = Optional.empty();
        for (Ref ref : refs) {
            String commit = commit(ref);
            if (commit.startsWith(wanted)) {
                if (found.isPresent() && !found.get().commit.equals(commit)) {
                    throw new NoRepositoryException(
                            "more than one of its branches and tags has a commit that begins with \"" + wanted + "\"");
                }
                found = Optional.of(new Chosen(ref.getName(), commit));
            }
        }
        return found.orElseThrow(this::missing);
    }

    /** That nothing is meant. */
    NoRepositoryException missing() {
        return new NoRepositoryException(
                wanted.isEmpty() ? "it has no default branch" : "it has no branch, tag or name \"" + wanted + "\"");
    }

    /** The commit that a name stands for; empty if it stands for nothing. */
    private static String commit(Ref ref) {
        ObjectId id = ref.getPeeledObjectId() == null ? ref.getObjectId() : ref.getPeeledObjectId();
        return id == null ? "" : id.name();
    }
}
