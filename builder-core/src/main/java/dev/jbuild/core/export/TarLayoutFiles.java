package dev.jbuild.core.export;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashSet;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** A layout as a tar whose bytes depend on nothing but what is put: root's files of the epoch, parents before children. */
final class TarLayoutFiles implements LayoutFiles {
    private static final int COPY_BYTES = 256 * 1024; // 256 KiB, what a disk likes

    private final OutputTarget.Opened target;
    private final TarArchiveOutputStream tar;
    private final Set<String> directories = new HashSet<>();
    private long sizeBytes;

    TarLayoutFiles(OutputTarget.Opened target) {
        this.target = target;
        this.tar = new TarArchiveOutputStream(target.stream(), "UTF-8");
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    }

    @Override
    public void put(String name, long size, InputStream content) throws IOException {
        putParents(name);
        TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_NORMAL);
        entry.setMode(0100644);
        entry.setSize(size);
        plain(entry);
        tar.putArchiveEntry(entry);
        copy(content, tar);
        tar.closeArchiveEntry();
        sizeBytes += size;
    }

    private void putParents(String name) throws IOException {
        for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
            String parent = name.substring(0, slash + 1);
            if (directories.add(parent)) {
                TarArchiveEntry entry = new TarArchiveEntry(parent, TarConstants.LF_DIR);
                entry.setMode(040755);
                plain(entry);
                tar.putArchiveEntry(entry);
                tar.closeArchiveEntry();
            }
        }
    }

    private static void plain(TarArchiveEntry entry) {
        entry.setModTime(0);
        entry.setIds(0, 0);
        entry.setNames("", "");
    }

    private static void copy(InputStream from, OutputStream to) throws IOException {
        byte[] buffer = new byte[COPY_BYTES];
        for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
            to.write(buffer, 0, n);
        }
    }

    @Override
    public long sizeBytes() {
        return sizeBytes;
    }

    @Override
    public void finish() throws IOException {
        tar.finish();
        tar.flush();
        target.commit();
    }

    @Override
    public void close() throws IOException {
        target.close();
    }
}
