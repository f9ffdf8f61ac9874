package dev.jbuild.cache.git;

import dev.jbuild.core.store.LayerStore;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import org.eclipse.jgit.lib.ObjectId;

/** Brings commits, and those of their submodules, into scratch. Thread-safe. */
record CommitFetcher(Conversations conversations, LayerStore scratch, long maxBytes) {

    /** The caller closes. */
    FetchedCommit fetch(Conversations.Partner partner, String commit) throws IOException {
        ScratchRepository repository = ScratchRepository.in(scratch.scratch("git"), maxBytes);
        try {
            conversations.fetch(partner, repository, commit);
        } catch (IOException | RuntimeException e) {
            repository.close();
            throw e;
        }
        return FetchedCommit.of(partner, repository, commit);
    }

    /** The commit of a submodule of a commit. The caller closes. */
    FetchedCommit submodule(FetchedCommit parent, TreePath path, ObjectId commit) throws IOException {
        Remote remote = Submodules.of(parent).remote(parent.partner().remote(), path, commit);
        try {
            return fetch(parent.partner().submodule(remote), commit.name());
        } catch (IOException e) {
            throw new SubmoduleException("submodule \"" + path + "\" at " + remote + ": " + GitFailures.reason(e), e);
        }
    }
}
