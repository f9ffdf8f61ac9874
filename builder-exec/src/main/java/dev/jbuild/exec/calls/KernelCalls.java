package dev.jbuild.exec.calls;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.exec.host.OwnFiles;
import dev.jbuild.exec.program.Machine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * The native side of {@link CallBatch}: calls.c of this module's {@code src/main/native}. Loaded from beside the program's jar, else
 * from a copy of the resource in the directory for temporary files, which is deleted at once. Thread-safe.
 */
final class KernelCalls {
    private KernelCalls() {}

    /** True when this machine and this JVM take the native code; found out by the first who asks. */
    static boolean areHere() {
        return Loading.LOADED;
    }

    private static final class Loading {
        private static final boolean LOADED = load();

        private static boolean load() {
            try {
                String name = "calls-" + Machine.current().id() + ".so";
                Path shipped = OwnFiles.besideProgram(name);
                if (OwnFiles.exists(shipped)) {
                    System.load(shipped.toString());
                } else {
                    loadCopy(name);
                }
                return true;
            } catch (BuildException | IOException | UnsatisfiedLinkError e) {
                return false; // another machine, or a directory from which nothing may be executed: NIO does it, slower
            }
        }

        private static void loadCopy(String name) throws IOException {
            Path copy = OwnFiles.temporary(Path.of(System.getProperty("java.io.tmpdir")), library(name));
            try {
                System.load(copy.toAbsolutePath().toString());
            } finally {
                OwnFiles.delete(copy);
            }
        }
    }

    /** The bytes that are shipped under this name. */
    static byte[] library(String name) throws IOException {
        try (InputStream in = KernelCalls.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("no " + name);
            }
            return in.readAllBytes();
        }
    }

    /**
     * Carries out the calls that stand at the start of a direct buffer. The caller answers for every address and length in them.
     *
     * @return -1 when the buffer cannot hold so many calls
     */
    static native int carryOut(ByteBuffer calls, int count);
}
