package dev.jbuild.cli;

import dev.jbuild.exec.host.OwnFiles;
import dev.jbuild.exec.host.ShippedFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.SynchronousQueue;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Loads the classes that a build needs soon, beside what it does first: each takes some twenty microseconds, and a build that finds
 * everything in the cache needs a thousand of them. Which they are was listed when the program was packaged, in the order in which
 * such a build came to them. They are only loaded: what they do first they do where they are used. But for some of Java's own that take as long as
 * fifty others to begin, and that need none of ours: queues and futures look their fields up, checksums make tables. Last comes the
 * native code, by which the process ends: what begins with it asks for nothing that could be waiting for it.
 */
final class ClassesAhead extends Thread {
    private static final String LIST = "ahead.list";

    private final Path list;

    private ClassesAhead(Path list) {
        super("classes");
        this.list = list;
        setDaemon(true);
    }

    /** Begins; nothing where there is no list, or no second processor. */
    static void load() {
        if (Runtime.getRuntime().availableProcessors() > 1) {
            new ClassesAhead(ShippedFile.place(LIST)).start();
        }
    }

    @Override
    public void run() {
        begin();
        try {
            Optional<byte[]> names = OwnFiles.read(list);
            if (names.isPresent()) {
                load(names.get());
            }
            HostKernel.load();
        } catch (IOException e) {
            // whoever needs a class loads it himself
        }
    }

    private static void begin() {
        new SynchronousQueue<String>().clear();
        new CompletableFuture<String>().complete("");
        new CRC32C().reset();
        new CRC32().reset();
    }

    private static void load(byte[] names) {
        ClassLoader loader = ClassesAhead.class.getClassLoader();
        int begin = 0;
        for (int at = 0; at < names.length; at++) {
            if (names[at] == '\n') {
                String name = new String(names, begin, at - begin, StandardCharsets.ISO_8859_1);
                // Java's own from where they are: by way of our loader each would be asked for three times.
                load(name, name.startsWith("java.") || name.startsWith("sun.") ? null : loader);
                begin = at + 1;
            }
        }
    }

    private static void load(String name, @Nullable ClassLoader loader) {
        try {
            Class.forName(name, false, loader);
        } catch (ClassNotFoundException | LinkageError e) {
            // another Java has others; whoever needs it is told
        }
    }
}
