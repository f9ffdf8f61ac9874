package dev.jbuild.cache.git;

import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/**
 * The host as JGit may see it: without the settings of the user and the machine, which it would start git to find, and without the
 * environment. JGit has one such view for a whole JVM, so that {@link #install} holds for all who use it there. Thread-safe.
 */
final class IsolatedSystem extends SystemReader.Delegate {

    private IsolatedSystem(SystemReader host) {
        super(host);
    }

    static void install() {
        SystemReader now = SystemReader.getInstance();
        if (!(now instanceof IsolatedSystem)) {
            SystemReader.setInstance(new IsolatedSystem(now));
        }
    }

    @Override
    public @Nullable String getenv(String variable) {
        return null;
    }

    @Override
    public StoredConfig getUserConfig() {
        return new Nothing(null);
    }

    @Override
    public StoredConfig getJGitConfig() {
        return new Nothing(null);
    }

    @Override
    public StoredConfig getSystemConfig() {
        return new Nothing(null);
    }

    @Override
    public FileBasedConfig openUserConfig(@Nullable Config parent, FS fs) {
        return new Nothing(parent);
    }

    @Override
    public FileBasedConfig openSystemConfig(@Nullable Config parent, FS fs) {
        return new Nothing(parent);
    }

    @Override
    public FileBasedConfig openJGitConfig(@Nullable Config parent, FS fs) {
        return new Nothing(parent);
    }

    /** Settings that say nothing and are written nowhere. */
    private static final class Nothing extends FileBasedConfig {

        Nothing(@Nullable Config parent) {
            super(parent, null, null);
        }

        @Override
        public void load() {
            // there is no file
        }

        @Override
        public void save() {
            // there is no file
        }

        @Override
        public boolean isOutdated() {
            return false;
        }
    }
}
