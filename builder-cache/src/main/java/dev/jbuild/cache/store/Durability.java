package dev.jbuild.cache.store;

import dev.jbuild.cache.disk.Disk;
import dev.jbuild.cache.disk.NewFile;
import dev.jbuild.core.file.FileSystemSync;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes durable what a build put, in the order that keeps every reference true: objects and their directories, then what names
 * them, then that one's directory. Objects are renamed into place at once and synced here, many at a time, beside the build.
 *
 * <p>Batches are gathered for a while, unless somebody waits: a file system with a journal makes everybody who changes it wait for each
 * sync, also the steps that run beside it, and syncing a batch costs them hardly more than syncing one file.
 *
 * <p>After a failed sync nothing is published any more: a second try would find the page clean and call it a success. Thread-safe.
 */
public final class Durability {

    /**
     * A small file that names objects.
     *
     * @param place where it becomes visible
     * @param names the files that must be durable before; those that are not there need not
     */
    record Reference(Path temporary, Path place, byte[] bytes, Collection<Path> names) {}

    /** Something small that is written beside the build, and that is not missed if it cannot be. */
    interface Note {
        void write() throws IOException;
    }

    private record Entry(List<Reference> references, List<Note> notes, CompletableFuture<Void> done) {}

    private static final long PAUSE_NANOS = 250_000_000;
    private static final int FEW = 4; // files that are synced one by one

    private final Disk disk;
    private final FileSystemSync whole;
    private final Executor executor;
    private final Set<Path> pending = new LinkedHashSet<>();
    private final Set<Path> found = new LinkedHashSet<>();
    private final Set<Path> durable = new HashSet<>();
    private final List<Entry> queue = new ArrayList<>();
    private boolean running;
    private int waiting; // how many wait for what is in the queue
    private CompletableFuture<Void> idle = CompletableFuture.completedFuture(null);
    private @Nullable CompletableFuture<Void> early; // a file that is on its way to the disk while it is being written
    private volatile @Nullable Throwable failure;

    /**
     * For one build.
     *
     * @param whole syncs all of the disk; the caller closes
     * @param executor where syncing is done, one batch at a time
     */
    public Durability(Disk disk, FileSystemSync whole, Executor executor) {
        this.disk = disk;
        this.whole = whole;
        this.executor = executor;
    }

    /**
     * Has what was written of a file up to now brought to the disk, so that less is left when it is whole. Promises nothing; while
     * another file is on its way, nothing happens.
     */
    void begin(NewFile file) {
        CompletableFuture<Void> mine = new CompletableFuture<>();
        synchronized (this) {
            if (early != null) {
                return;
            }
            early = mine;
        }
        executor.execute(() -> {
            try {
                file.syncSoFar();
            } catch (IOException | RuntimeException e) {
                failure = e; // nobody else will be told of these bytes
            } finally {
                synchronized (this) {
                    early = null;
                }
                mine.complete(null);
            }
        });
    }

    /** Something is about to be written. */
    void watch() {
        whole.watch();
    }

    /** A file was put and is not durable yet. */
    synchronized void written(Path file) {
        durable.remove(file);
        pending.add(file);
    }

    /** A file is there that somebody else may have put, and that must be durable when this build ends. */
    synchronized void found(Path file) {
        if (!durable.contains(file) && !pending.contains(file)) {
            found.add(file);
        }
    }

    /** Of the files that were there, these are named by a reference: it was published after they were durable. */
    synchronized void named(Collection<Path> files) {
        found.removeAll(files);
    }

    /** True when it matters what references name. */
    synchronized boolean hasFound() {
        return !found.isEmpty();
    }

    /** Makes a reference visible when everything that it names, and everything written before, is durable. */
    CompletionStage<Void> publish(Reference reference) {
        return submit(List.of(reference), List.of());
    }

    /** Has something written beside the build, not durably. */
    void note(Note note) {
        submit(List.of(), List.of(note));
    }

    /** Returns when the reference is visible and durable. */
    void publishNow(Reference reference) throws IOException {
        awaitNow(List.of(reference));
    }

    /** Returns when everything written and published so far is durable; without a word to the disk when there is nothing. */
    public void await() throws IOException {
        synchronized (this) {
            if (pending.isEmpty() && found.isEmpty() && queue.isEmpty() && !running && failure == null) {
                return;
            }
        }
        awaitNow(List.of());
    }

    /** Returns when nothing is being written; what was not published stays as it is. */
    public void awaitIdle() {
        CompletableFuture<Void> end;
        CompletableFuture<Void> before;
        synchronized (this) {
            end = idle;
            before = early;
            hurry();
        }
        try {
            end.join();
            if (before != null) {
                before.join();
            }
        } finally {
            hurried();
        }
    }

    private void awaitNow(List<Reference> references) throws IOException {
        synchronized (this) {
            hurry();
        }
        try {
            submit(references, List.of()).toCompletableFuture().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException io) {
                throw new IOException("cannot make the build durable: " + io.getMessage(), io);
            }
            throw e.getCause() instanceof RuntimeException runtime ? runtime : e;
        } finally {
            hurried();
        }
    }

    private synchronized void hurry() {
        waiting++;
        notifyAll();
    }

    private synchronized void hurried() {
        waiting--;
    }

    private CompletionStage<Void> submit(List<Reference> references, List<Note> notes) {
        Entry entry = new Entry(references, notes, new CompletableFuture<>());
        synchronized (this) {
            queue.add(entry);
            if (running) {
                return entry.done;
            }
            running = true;
            idle = new CompletableFuture<>();
        }
        executor.execute(this::drain);
        return entry.done;
    }

    private void drain() {
        while (true) {
            pause();
            List<Entry> batch;
            synchronized (this) {
                if (queue.isEmpty()) {
                    running = false;
                    idle.complete(null);
                    return;
                }
                batch = List.copyOf(queue);
                queue.clear();
            }
            complete(batch);
        }
    }

    private synchronized void pause() {
        long end = System.nanoTime() + PAUSE_NANOS;
        try {
            for (long left = PAUSE_NANOS; waiting == 0 && left > 0; left = end - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // no pause then
        }
    }

    private void complete(List<Entry> batch) {
        try {
            Throwable earlier = failure;
            if (earlier != null) {
                throw new IOException("an earlier write to the store failed: " + earlier.getMessage(), earlier);
            }
            List<Reference> references = new ArrayList<>();
            batch.forEach(entry -> references.addAll(entry.references));
            publishAll(references);
            batch.forEach(Durability::writeNotes);
        } catch (IOException | RuntimeException e) {
            failure = failure == null ? e : failure; // the first says why
            batch.forEach(entry -> entry.done.completeExceptionally(e));
            return;
        }
        batch.forEach(entry -> entry.done.complete(null));
    }

    private static void writeNotes(Entry entry) {
        for (Note note : entry.notes) {
            try {
                note.write();
            } catch (IOException e) {
                // Not missed; a disk that is full or broken fails the build where it matters.
                continue;
            }
        }
    }

    private void publishAll(List<Reference> references) throws IOException {
        Set<Path> objects = takeObjects(references);
        List<NewFile> files = new ArrayList<>();
        try {
            for (Reference reference : references) {
                NewFile file = NewFile.at(disk, reference.temporary);
                files.add(file);
                file.out().write(reference.bytes);
            }
            boolean together = syncObjects(objects, files.size());
            if (!together) {
                for (NewFile file : files) {
                    file.sync();
                }
            }
            synchronized (this) {
                objects.stream().filter(file -> !pending.contains(file)).forEach(durable::add);
            }
            Set<Path> directories = move(files, references);
            if (!together || !whole.sync()) {
                syncDirectories(directories);
            }
        } finally {
            for (NewFile file : files) {
                file.close();
            }
        }
    }

    /** What must be durable before the references are seen. */
    private synchronized Set<Path> takeObjects(List<Reference> references) {
        Set<Path> files = new LinkedHashSet<>(pending);
        files.addAll(found);
        pending.clear();
        found.clear();
        references.forEach(reference -> files.addAll(reference.names));
        files.removeAll(durable);
        return files;
    }

    /**
     * One by one, or all that are left together: what is too much to be waited for may be the first of them, a large blob.
     *
     * @return true when all that was written is durable, so many files besides these too
     */
    private boolean syncObjects(Set<Path> objects, int others) throws IOException {
        Set<Path> directories = new LinkedHashSet<>();
        int left = objects.size() + others;
        for (Path object : objects) {
            if (left-- > FEW && whole.sync()) {
                return true;
            }
            if (sync(object)) {
                directories.add(object.getParent());
            }
        }
        if (left > FEW && whole.sync()) {
            return true;
        }
        syncDirectories(directories);
        return false;
    }

    /** The directories into which they went. */
    private static Set<Path> move(List<NewFile> files, List<Reference> references) throws IOException {
        Set<Path> directories = new LinkedHashSet<>();
        for (int i = 0; i < references.size(); i++) {
            Path place = references.get(i).place;
            files.get(i).moveTo(place);
            directories.add(place.getParent());
        }
        return directories;
    }

    // A directory may be new itself: then its name in its parent counts too. That is done once for each, from the
    // bottom up.
    private void syncDirectories(Set<Path> directories) throws IOException {
        Set<Path> parents = new LinkedHashSet<>();
        for (Path directory : directories) {
            sync(directory);
            synchronized (this) {
                if (directory.getNameCount() > 1 && durable.add(directory)) {
                    parents.add(directory.getParent());
                }
            }
        }
        if (!parents.isEmpty()) {
            syncDirectories(parents);
        }
    }

    /** False when it is not there: deleted again, or named without being here. */
    private boolean sync(Path path) throws IOException {
        try {
            disk.sync(path);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }
}
