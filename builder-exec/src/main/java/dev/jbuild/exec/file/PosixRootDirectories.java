package dev.jbuild.exec.file;

import dev.jbuild.core.file.NioRootDirectory;
import dev.jbuild.core.file.RootDirectories;
import dev.jbuild.core.file.RootDirectory;
import dev.jbuild.core.file.WritableRootDirectory;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Opens directories so that nothing of them is missed: what NIO can read is read by NIO, native code is loaded for writing and for
 * the capabilities of regular files. So an upper directory in which nothing is costs none of it.
 */
public final class PosixRootDirectories implements RootDirectories {

    @Override
    public RootDirectory open(Path directory) throws IOException {
        return new CapabilityReader(NioRootDirectory.open(directory), directory);
    }

    @Override
    public WritableRootDirectory openWritable(Path directory) throws IOException {
        return PosixRootDirectory.open(directory);
    }
}
