package dev.jbuild.exec.calls;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.exec.host.OwnFiles;
import dev.jbuild.exec.host.ShippedFile;
import dev.jbuild.exec.program.Machine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The native side of {@link CallBatch}, {@link HashBatch}, {@link SystemCalls} and {@link QuitStandIn}: calls.c and lanes.c of this
 * module's {@code src/main/native}. Loaded from beside the program's jar, else from a copy of the resource in the directory for
 * temporary files, which is deleted at once. Thread-safe.
 */
final class KernelCalls {
    private KernelCalls() {}

    /** True when this machine and this JVM take the native code; found out by the first who asks. */
    static boolean areHere() {
        return Loading.REFUSAL == null;
    }

    /**
     * Does nothing where the native code is here.
     *
     * @throws BuildException where it is not, with the reason
     */
    static void mustBeHere() {
        String reason = Loading.REFUSAL;
        if (reason != null) {
            throw BuildException.of(
                            ErrorCode.FEATURE_MISSING, "cannot load the native code for system calls: " + reason)
                    .withHint("let the directory for temporary files (java.io.tmpdir) be one from which code may be"
                            + " loaded, or start jbuild by its own script");
        }
    }

    private static final class Loading {
        private static final @Nullable String REFUSAL = load();

        private static @Nullable String load() {
            try {
                String name = "calls-" + Machine.current().id() + ".so";
                Path shipped = ShippedFile.place(name);
                if (OwnFiles.exists(shipped)) {
                    System.load(shipped.toString());
                } else {
                    loadCopy(name);
                }
                return null;
            } catch (BuildException | IOException | UnsatisfiedLinkError e) {
                return e.getMessage(); // another machine, or a directory from which nothing may be executed: NIO does
                // it, slower
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
        return ShippedFile.resource(KernelCalls.class, name);
    }

    /**
     * Carries out the calls that stand at the start of a direct buffer. The caller answers for every address and length in them.
     *
     * @return -1 when the buffer cannot hold so many calls
     */
    static native int carryOut(ByteBuffer calls, int count);

    /**
     * Hashes the messages that are described in a direct buffer from an offset on, as lanes.c says.
     *
     * @return how many; -1 when the buffer does not hold what is described; for none 1 where this machine hashes so more in a second than
     *     Java does, else 0
     */
    static native int hash(ByteBuffer buffer, int at, int count);

    /** The address of a handler of signals that sends this process {@link QuitStandIn#NUMBER} in the place of whatever came. */
    static native long standIn();
}
