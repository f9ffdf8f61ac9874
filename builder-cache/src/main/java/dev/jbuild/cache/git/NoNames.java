package dev.jbuild.cache.git;

import java.util.List;
import java.util.Map;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefDatabase;
import org.eclipse.jgit.lib.RefRename;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.ReflogReader;
import org.jspecify.annotations.Nullable;

/** The names of a repository that has none. */
final class NoNames extends RefDatabase {

    @Override
    public void create() {
        // nothing to make
    }

    @Override
    public void close() {
        // nothing to close
    }

    @Override
    public boolean isNameConflicting(String name) {
        return false;
    }

    @Override
    public RefUpdate newUpdate(String name, boolean detach) {
        throw new IllegalStateException("nothing in scratch has a name");
    }

    @Override
    public RefRename newRename(String fromName, String toName) {
        throw new IllegalStateException("nothing in scratch has a name");
    }

    @Override
    public @Nullable Ref exactRef(String name) {
        return null;
    }

    @Override
    @SuppressWarnings("deprecation") // and abstract all the same
    public Map<String, Ref> getRefs(String prefix) {
        return Map.of();
    }

    @Override
    public @Nullable ReflogReader getReflogReader(Ref ref) {
        return null;
    }

    @Override
    public List<Ref> getAdditionalRefs() {
        return List.of();
    }

    @Override
    public Ref peel(Ref ref) {
        return ref;
    }
}
