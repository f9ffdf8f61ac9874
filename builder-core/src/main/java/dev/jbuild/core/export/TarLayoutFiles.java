package dev.jbuild.core.export;

import dev.jbuild.core.layer.PlainTar;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;

/** A layout as a tar whose bytes depend on nothing but what is put. */
final class TarLayoutFiles implements LayoutFiles {
    private final OutputTarget.Opened target;
    private final PlainTar tar;
    private long sizeBytes;

    TarLayoutFiles(OutputTarget.Opened target) {
        this.target = target;
        this.tar = new PlainTar(target.stream());
    }

    @Override
    public Optional<byte[]> existing(String name) {
        return Optional.empty();
    }

    @Override
    public void put(String name, long size, InputStream content) throws IOException {
        tar.put(name, size, content);
        sizeBytes += size;
    }

    @Override
    public boolean splices() {
        return target.splices();
    }

    @Override
    public void splice(String name, long size, Path file) throws IOException {
        tar.beginAside(name, size);
        target.splice(file, size);
        tar.end(size);
        sizeBytes += size;
    }

    @Override
    public long sizeBytes() {
        return sizeBytes;
    }

    @Override
    public void finish() throws IOException {
        tar.finish();
        target.commit();
    }

    @Override
    public void close() throws IOException {
        target.close();
    }
}
