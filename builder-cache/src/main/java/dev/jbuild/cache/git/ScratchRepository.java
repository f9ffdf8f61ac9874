package dev.jbuild.cache.git;

import java.io.IOException;
import java.nio.file.Path;
import org.eclipse.jgit.internal.storage.dfs.DfsRepository;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryBuilder;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.lib.RefDatabase;

/**
 * A repository that takes what is fetched and has no names for it: its objects lie in scratch, its configuration in memory. There is no
 * place in it for a hook, an alternate or a file of the host. Thread-safe.
 */
final class ScratchRepository extends DfsRepository {
    private final ScratchObjects objects;
    private final RefDatabase names = new NoNames();

    private ScratchRepository(Builder builder) {
        super(builder);
        this.objects = new ScratchObjects(this, builder.directory, builder.maxBytes);
        getConfig().setString("protocol", null, "version", "2");
        getConfig().setString("http", null, "followRedirects", "false"); // our client follows them
    }

    /**
     * @param directory empty; where the files lie until this is closed
     * @param maxBytes the most bytes of a pack
     */
    static ScratchRepository in(Path directory, long maxBytes) throws IOException {
        Builder builder = new Builder(directory, maxBytes);
        // JGit's cache of blocks tells repositories apart by their names.
        builder.setRepositoryDescription(new DfsRepositoryDescription(directory.toString()));
        return builder.build();
    }

    private static final class Builder extends DfsRepositoryBuilder<Builder, ScratchRepository> {
        private final Path directory;
        private final long maxBytes;

        Builder(Path directory, long maxBytes) {
            this.directory = directory;
            this.maxBytes = maxBytes;
        }

        @Override
        public ScratchRepository build() throws IOException {
            return new ScratchRepository(this);
        }
    }

    @Override
    public ScratchObjects getObjectDatabase() {
        return objects;
    }

    @Override
    public RefDatabase getRefDatabase() {
        return names;
    }

    @Override
    public String getGitwebDescription() {
        return null;
    }
}
