package dev.jbuild.cache.git;

import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ObjectId;

/** What {@code .gitmodules} of a commit says: which repository lies at which path. */
record Submodules(Map<TreePath, String> addresses) {
    private static final TreePath FILE = TreePath.of(".gitmodules");
    private static final String SECTION = "submodule";

    static Submodules of(FetchedCommit commit) throws IOException {
        Optional<GitEntry> file = commit.find(commit.commit().getTree(), FILE);
        if (file.isEmpty()
                || file.get().isDirectory()
                || file.get().isLink()
                || file.get().isSubmodule()) {
            return new Submodules(Map.of());
        }
        return parse(commit.text(file.get().id()));
    }

    static Submodules parse(byte[] text) throws IOException {
        Config config = new Config(); // with nothing of the host behind it; includes are not followed
        try {
            config.fromText(new String(text, StandardCharsets.UTF_8));
        } catch (ConfigInvalidException e) {
            throw new NoRepositoryException("its .gitmodules cannot be read");
        }
        Map<TreePath, String> addresses = new HashMap<>();
        for (String name : config.getSubsections(SECTION)) {
            String path = config.getString(SECTION, name, "path");
            String url = config.getString(SECTION, name, "url");
            if (path != null && url != null) {
                addresses.put(path(path), url);
            }
        }
        return new Submodules(addresses);
    }

    private static TreePath path(String text) throws IOException {
        try {
            return TreePath.of(text);
        } catch (IllegalArgumentException e) {
            throw new NoRepositoryException("its .gitmodules has the path \"" + text + "\": " + e.getMessage());
        }
    }

    /** The repository of a submodule. */
    Remote remote(Remote parent, TreePath path, ObjectId commit) throws IOException {
        String address = addresses.get(path);
        if (address == null) {
            throw new NoRepositoryException("its .gitmodules does not say where \"" + path + "\" comes from");
        }
        try {
            return parent.submodule(address);
        } catch (IllegalArgumentException e) {
            throw new NoRepositoryException("submodule \"" + path + "\": " + e.getMessage());
        }
    }
}
