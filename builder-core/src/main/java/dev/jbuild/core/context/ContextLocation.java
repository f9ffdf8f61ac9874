package dev.jbuild.core.context;

import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.tree.LayerIndex;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** What the user named as a build context. */
public sealed interface ContextLocation {

    <R> R match(Cases<R> cases);

    /** A directory of the host, which is followed as any path of the user's own. */
    record Directory(Path path) implements ContextLocation {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.directory(this);
        }
    }

    /** {@code -}: an archive on standard input, or a Dockerfile that comes alone. */
    record StandardInput() implements ContextLocation {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.standardInput(this);
        }
    }

    /**
     * A commit of a repository, whose files are a layer of the store.
     *
     * @param address as the user wrote it
     */
    record Commit(String address, DiffId layer, LayerIndex index) implements ContextLocation {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.commit(this);
        }
    }

    /**
     * A file from a URL, which is in the blob store: an archive, or a Dockerfile that comes alone.
     *
     * @param address as people may see it
     * @param fileName the last name of its path; may be empty
     * @param lastModified when the server says that it was; empty when it does not say
     */
    record Download(String address, String fileName, Digest content, Optional<Instant> lastModified)
            implements ContextLocation {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.download(this);
        }
    }

    /** One method for each kind. */
    interface Cases<R> {
        R directory(Directory context);

        R standardInput(StandardInput context);

        R commit(Commit context);

        R download(Download context);
    }
}
