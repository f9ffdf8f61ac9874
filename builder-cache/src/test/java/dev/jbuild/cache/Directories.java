package dev.jbuild.cache;

import dev.jbuild.core.file.NioRootDirectories;
import dev.jbuild.core.file.RootDirectories;

/** Directories that tests only read. */
final class Directories {
    static final RootDirectories READ_ONLY = new NioRootDirectories(() -> {
        throw new AssertionError("nothing is to be written");
    });

    private Directories() {}
}
