package dev.jbuild.core.source;

import dev.jbuild.core.source.contracts.GitSourceContract;
import dev.jbuild.core.source.fakes.InMemoryGitSource;
import java.time.Instant;
import java.util.Map;

final class InMemoryGitSourceTest implements GitSourceContract {
    private final InMemoryGitSource source = new InMemoryGitSource();
    private int commits;

    @Override
    public GitSource newSource() {
        return source;
    }

    @Override
    public String url() {
        return "https://git.example/r.git";
    }

    @Override
    public String commit(Map<String, String> files, Instant time, String... names) {
        commits++;
        String commit = "%040x".formatted(commits);
        source.put(commit, time, files);
        for (String name : names) {
            source.put(url(), name, commit);
        }
        return commit;
    }
}
