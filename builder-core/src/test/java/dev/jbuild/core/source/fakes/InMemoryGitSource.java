package dev.jbuild.core.source.fakes;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.source.GitSource;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Repositories whose references name commits and that have no files. Thread-safe. */
public final class InMemoryGitSource implements GitSource {

    private final Map<String, String> commits = new ConcurrentHashMap<>();

    /** @param ref empty for the default branch */
    public InMemoryGitSource put(String url, String ref, String commit) {
        commits.put(url + "#" + ref, commit);
        return this;
    }

    @Override
    public String resolve(GitReference reference) {
        String commit = commits.get(reference.url() + "#" + reference.ref());
        if (commit == null) {
            throw BuildException.of(
                    ErrorCode.REMOTE_FAILED,
                    "repository \"%s\" has no \"%s\"".formatted(reference.url(), reference.ref()));
        }
        return commit;
    }

    @Override
    public void checkOut(GitReference reference, String commit, Path into) {
        // a commit without files leaves the directory empty
    }
}
