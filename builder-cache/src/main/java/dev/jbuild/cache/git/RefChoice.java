package dev.jbuild.cache.git;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;

/** Which name of a repository is meant: a branch before a tag, as git's checkout has it, and a tag means what it stands for. */
record RefChoice(String wanted) {
    private static final String HEAD = "HEAD";
    private static final String REFS = "refs/";

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

    Chosen choose(Collection<Ref> refs) throws IOException {
        for (String name : names()) {
            Optional<Ref> found =
                    refs.stream().filter(ref -> ref.getName().equals(name)).findFirst();
            if (found.isPresent()) {
                ObjectId peeled = found.get().getPeeledObjectId();
                ObjectId id = peeled == null ? found.get().getObjectId() : peeled;
                if (id != null) {
                    return new Chosen(name, id.name());
                }
            }
        }
        throw new NoRepositoryException(
                wanted.isEmpty() ? "it has no default branch" : "it has no branch, tag or name \"" + wanted + "\"");
    }
}
