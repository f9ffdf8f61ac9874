package dev.jbuild.cache.git;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.util.List;
import org.eclipse.jgit.errors.LargeObjectException;

/** What a failure of a repository means to a user. */
final class GitFailures {
    private GitFailures() {}

    static BuildException meaning(Remote remote, IOException cause) {
        String failed = "cannot fetch from repository \"" + remote + "\": " + reason(cause);
        RefusedRequestException refusal = find(cause, RefusedRequestException.class);
        if (refusal != null && List.of(401, 403, 404).contains(refusal.status())) {
            return BuildException.of(
                            refusal.status() == 404 ? ErrorCode.REMOTE_FAILED : ErrorCode.REMOTE_DENIED, failed)
                    .withHint("check the address; if it is private, give --secret id=GIT_AUTH_TOKEN,env=NAME")
                    .withCause(cause);
        }
        if (find(cause, AgentSessions.NoAgentException.class) != null) {
            return BuildException.of(ErrorCode.REMOTE_DENIED, failed)
                    .withHint("start an agent with your key and give --ssh default")
                    .withCause(cause);
        }
        SshRefusal keys = find(cause, SshRefusal.class);
        if (keys != null) {
            return BuildException.of(ErrorCode.REMOTE_DENIED, failed)
                    .withHint(keys.hint())
                    .withCause(cause);
        }
        if (find(cause, NoRepositoryException.class) != null) {
            return BuildException.of(ErrorCode.REMOTE_INVALID, failed)
                    .withHint("check the address and what is in the repository")
                    .withCause(cause);
        }
        return BuildException.of(ErrorCode.REMOTE_FAILED, failed)
                .withHint("check the address and the network, then try again")
                .withCause(cause);
    }

    /** The innermost reason that says something. */
    static String reason(Throwable failure) {
        Throwable known = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            boolean ours = cause instanceof SubmoduleException
                    || cause instanceof RefusedRequestException
                    || cause instanceof NoRepositoryException
                    || cause instanceof SshRefusal;
            if (ours) {
                return String.valueOf(cause.getMessage());
            }
            if (cause instanceof ConnectException) {
                return "no connection to the server";
            }
            if (cause instanceof UnknownHostException) {
                return "no address is known for its server";
            }
            boolean late = cause instanceof HttpTimeoutException
                    || cause instanceof SocketTimeoutException
                    || cause instanceof InterruptedIOException;
            if (late) {
                return "the server did not answer in time";
            }
            known = cause;
        }
        if (known instanceof EOFException || known.getMessage() == null) {
            return "the transfer ended early";
        }
        if (known instanceof LargeObjectException) {
            return "it has a file that is too large for the memory of this process";
        }
        return printable(known.getMessage());
    }

    /** What a server says may be anything. */
    private static String printable(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().limit(300).forEach(c -> shown.appendCodePoint(Character.isISOControl(c) ? ' ' : c));
        return shown.toString().strip();
    }

    private static <T> @org.jspecify.annotations.Nullable T find(Throwable failure, Class<T> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }
}
