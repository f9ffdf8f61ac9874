package dev.jbuild.exec.file;

import dev.jbuild.core.file.RootDirectories;
import dev.jbuild.core.file.RootDirectory;
import dev.jbuild.core.file.WritableRootDirectory;
import java.io.IOException;
import java.nio.file.Path;

/** Opens directories as others do; those for reading are read in batches when they have many files. */
public final class BatchingRootDirectories implements RootDirectories {
    private final RootDirectories plain;

    public BatchingRootDirectories(RootDirectories plain) {
        this.plain = plain;
    }

    @Override
    public RootDirectory open(Path directory) throws IOException {
        return new BatchingRootDirectory(plain.open(directory), directory);
    }

    @Override
    public WritableRootDirectory openWritable(Path directory) throws IOException {
        return plain.openWritable(directory);
    }
}
