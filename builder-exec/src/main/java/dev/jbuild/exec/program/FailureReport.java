package dev.jbuild.exec.program;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.exec.host.OwnFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Optional;

/** What the runner wrote when a call failed. */
public record FailureReport(long operation, int errno) {
    private static final int BYTES = 16; // two 64-bit numbers
    private static final byte[] NOTHING = new byte[0];

    /** Reads the report; empty when the program wrote none, that is, when no call failed. */
    public static Optional<FailureReport> read(Path file) throws IOException {
        byte[] bytes = OwnFiles.read(file).orElse(NOTHING); // no file: it ended before it could open the report
        if (bytes.length < BYTES) { // of more than one process that failed, the first is told
            return Optional.empty();
        }
        ByteBuffer numbers = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        return Optional.of(new FailureReport(numbers.getLong(), (int) numbers.getLong()));
    }

    /** The failure in words: what the operation's note says, the call, and the error's name. A full disk is always called so. */
    public BuildException toException(Program program) {
        Program.Note note = program.note(operation);
        boolean decided = note.subject().isEmpty(); // by the program itself: no call has failed
        String cause = (decided ? "" : note.subject() + ": ") + Errno.name(errno);
        String message = note.meaning().isEmpty() ? cause : note.meaning() + (decided ? "" : ": " + cause);
        boolean full = Errno.ENOSPC.is(errno) || Errno.EDQUOT.is(errno);
        return BuildException.of(full ? ErrorCode.DISK_FULL : note.code(), message);
    }
}
