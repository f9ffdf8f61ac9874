package dev.jbuild.cache.git;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.jgit.internal.storage.dfs.DfsObjDatabase;
import org.eclipse.jgit.internal.storage.dfs.DfsOutputStream;
import org.eclipse.jgit.internal.storage.dfs.DfsPackDescription;
import org.eclipse.jgit.internal.storage.dfs.DfsReaderOptions;
import org.eclipse.jgit.internal.storage.dfs.ReadableChannel;
import org.eclipse.jgit.internal.storage.pack.PackExt;
import org.eclipse.jgit.lib.ObjectId;

/** Packs in files of a scratch directory, which are gone when this is closed or the process ends. Thread-safe. */
final class ScratchObjects extends DfsObjDatabase {
    private final Path directory;
    private final long maxBytes;
    private final ScratchRepository repository;
    private final List<DfsPackDescription> packs = new ArrayList<>();
    private final Map<String, FileChannel> files = new HashMap<>();
    private Set<ObjectId> shallow = Set.of();
    private int names;

    ScratchObjects(ScratchRepository repository, Path directory, long maxBytes) {
        super(repository, new DfsReaderOptions());
        this.repository = repository;
        this.directory = directory;
        this.maxBytes = maxBytes;
    }

    @Override
    protected synchronized DfsPackDescription newPack(PackSource source) {
        names++;
        return new DfsPackDescription(repository.getDescription(), "pack-" + names, source);
    }

    @Override
    protected synchronized void commitPackImpl(
            Collection<DfsPackDescription> made, Collection<DfsPackDescription> replaced) {
        packs.addAll(made);
        if (replaced != null) {
            packs.removeAll(replaced);
        }
        clearCache();
    }

    @Override
    protected void rollbackPack(Collection<DfsPackDescription> made) {
        // its files go with the others
    }

    @Override
    protected synchronized List<DfsPackDescription> listPacks() {
        return List.copyOf(packs);
    }

    @Override
    protected synchronized ReadableChannel openFile(DfsPackDescription pack, PackExt extension) throws IOException {
        FileChannel file = files.get(pack.getFileName(extension));
        if (file == null) {
            throw new FileNotFoundException(pack.getFileName(extension));
        }
        return new Reading(file);
    }

    @Override
    protected synchronized DfsOutputStream writeFile(DfsPackDescription pack, PackExt extension) throws IOException {
        String name = pack.getFileName(extension);
        FileChannel file = newFile(name);
        files.put(name, file);
        return new Writing(file, maxBytes);
    }

    /** A file that is gone when it is closed. */
    FileChannel newFile(String name) throws IOException {
        return FileChannel.open(
                directory.resolve(name),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE);
    }

    @Override
    public synchronized Set<ObjectId> getShallowCommits() {
        return shallow;
    }

    @Override
    public synchronized void setShallowCommits(Set<ObjectId> commits) {
        Set<ObjectId> all = new HashSet<>(shallow);
        all.addAll(commits);
        shallow = Set.copyOf(all);
    }

    @Override
    public long getApproximateObjectCount() {
        return -1; // nobody has counted
    }

    @Override
    public synchronized void close() {
        super.close();
        for (FileChannel file : files.values()) {
            try {
                file.close();
            } catch (IOException e) {
                // It is scratch, and goes with the build.
            }
        }
        files.clear();
    }

    private static final class Writing extends DfsOutputStream {
        private final FileChannel file;
        private long left;

        Writing(FileChannel file, long maxBytes) {
            this.file = file;
            this.left = maxBytes;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            left -= length;
            if (left < 0) {
                throw new NoRepositoryException("it sends more than a repository may have");
            }
            ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
            while (buffer.hasRemaining()) {
                file.write(buffer);
            }
        }

        @Override
        public int read(long position, ByteBuffer buffer) throws IOException {
            return file.read(buffer, position);
        }
    }

    private static final class Reading implements ReadableChannel {
        private final FileChannel file;
        private long position;

        Reading(FileChannel file) {
            this.file = file;
        }

        @Override
        public int read(ByteBuffer buffer) throws IOException {
            int count = file.read(buffer, position);
            position += Math.max(0, count);
            return count;
        }

        @Override
        public long position() {
            return position;
        }

        @Override
        public void position(long newPosition) {
            position = newPosition;
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public int blockSize() {
            return 0; // any
        }

        @Override
        public void setReadAheadBytes(int count) {
            // the kernel reads ahead
        }

        @Override
        public boolean isOpen() {
            return file.isOpen();
        }

        @Override
        public void close() {
            // the file is closed by its owner
        }
    }
}
