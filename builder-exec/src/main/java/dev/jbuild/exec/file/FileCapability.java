package dev.jbuild.exec.file;

import dev.jbuild.core.tree.TreePath;
import dev.jbuild.exec.calls.CallBatch;
import dev.jbuild.exec.program.Syscall;
import java.util.Optional;

/** Asks for the capabilities of a file, an attribute that NIO does not see: open, look, close, in one batch of calls. */
final class FileCapability {
    static final String NAME = "security.capability";

    private static final int MOST_BYTES = 64; // the kernel has 12, 20 or 24

    private FileCapability() {}

    /** The attribute of a regular file; empty when it has none, or cannot be asked. */
    static Optional<byte[]> of(CallBatch calls, int root, TreePath file) {
        calls.clear();
        int opened = BatchReader.openAt(
                calls, root, calls.text(file.toBytes()), BatchReader.how(calls, BatchReader.READING));
        int name = calls.text(NAME.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        int place = calls.reserve(MOST_BYTES);
        int asked = calls.add(Syscall.FGETXATTR);
        calls.resultOf(0, opened).address(1, name).address(2, place).value(3, MOST_BYTES);
        calls.add(Syscall.CLOSE);
        calls.resultOf(0, opened);
        calls.carryOut();
        int length = (int) calls.result(asked);
        if (length <= 0) {
            return Optional.empty();
        }
        byte[] value = new byte[length];
        calls.memory().get(place, value);
        return Optional.of(value);
    }
}
