package dev.jbuild.core.layer;

import dev.jbuild.core.tree.Attributes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/**
 * A tar of files that are nobody's: root's, 0644, of the epoch, the directories above each before it. Its bytes depend on nothing
 * but what is put. Used by one thread.
 */
public final class PlainTar {
    private static final Attributes FILE = new Attributes(0644, 0, 0, 0);
    private static final Attributes DIRECTORY = new Attributes(0755, 0, 0, 0);

    private final TarOutput tar;
    private final Set<String> directories = new HashSet<>();

    /** Into a stream that is never closed. */
    public PlainTar(OutputStream out) {
        this.tar = new TarOutput(out);
    }

    /** Adds a file whose content has this size, else {@link FileChangedException}; does not close the content. */
    public void put(String name, long sizeBytes, InputStream content) throws IOException {
        begin(name, sizeBytes);
        tar.copy(content, sizeBytes, null);
        end(sizeBytes);
    }

    /**
     * Adds a file whose content somebody else writes: when this returns, all before it is in the stream below, and the content is
     * to be written there before {@link #end}.
     */
    public void beginAside(String name, long sizeBytes) throws IOException {
        begin(name, sizeBytes);
        tar.flush();
    }

    /** Ends the content of a file of this size. */
    public void end(long sizeBytes) throws IOException {
        tar.zeros(TarFormat.padding(sizeBytes));
    }

    private void begin(String name, long sizeBytes) throws IOException {
        for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
            String parent = name.substring(0, slash + 1);
            if (directories.add(parent)) {
                tar.write(TarHeader.of(TarFormat.DIRECTORY, bytes(parent), DIRECTORY, 0));
            }
        }
        tar.write(TarHeader.of(TarFormat.REGULAR, bytes(name), FILE, sizeBytes));
    }

    /** Ends the tar. */
    public void finish() throws IOException {
        tar.zeros(2 * TarFormat.BLOCK_BYTES);
        tar.flush();
    }

    private static byte[] bytes(String name) {
        return name.getBytes(StandardCharsets.UTF_8);
    }
}
