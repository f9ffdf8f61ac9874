package dev.jbuild.core.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * Opens directories by NIO for reading. What is to be written is opened by another implementation, which is made when it is first
 * wanted: NIO cannot make directories, links or owners relative to a descriptor.
 */
public final class NioRootDirectories implements RootDirectories {
    private final Supplier<RootDirectories> forWriting;

    public NioRootDirectories(Supplier<RootDirectories> forWriting) {
        this.forWriting = forWriting;
    }

    @Override
    public RootDirectory open(Path directory) throws IOException {
        return NioRootDirectory.open(directory);
    }

    @Override
    public WritableRootDirectory openWritable(Path directory) throws IOException {
        return forWriting.get().openWritable(directory);
    }
}
