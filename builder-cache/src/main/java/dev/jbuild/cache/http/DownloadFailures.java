package dev.jbuild.cache.http;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.source.HttpAddress;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import javax.net.ssl.SSLException;

/** What a failure to fetch a file means to a user. */
final class DownloadFailures {
    private DownloadFailures() {}

    static String shown(URI uri) {
        return HttpAddress.shown(uri);
    }

    static BuildException meaning(URI uri, IOException cause) {
        String failed = "cannot fetch \"" + shown(uri) + "\": ";
        if (cause instanceof RefusedException refusal) {
            return refused(failed, refusal);
        }
        if (String.valueOf(cause.getMessage()).contains("No space left")) {
            return BuildException.of(ErrorCode.DISK_FULL, failed + cause.getMessage())
                    .withHint("free some space, or run jbuild cache prune")
                    .withCause(cause);
        }
        return BuildException.of(ErrorCode.REMOTE_FAILED, failed + reason(cause, uri))
                .withHint("check the address and the network, then try again")
                .withCause(cause);
    }

    private static BuildException refused(String failed, RefusedException refusal) {
        boolean denied = refusal.status() == 401 || refusal.status() == 403;
        boolean missing = refusal.status() == 404 || refusal.status() == 410;
        return BuildException.of(
                        denied ? ErrorCode.REMOTE_DENIED : ErrorCode.REMOTE_FAILED, failed + refusal.getMessage())
                .withHint(
                        denied
                                ? "fetch it first with the rights that it wants, and copy it from the build context"
                                : missing ? "check the address: the server has no such file" : "try again later")
                .withCause(refusal);
    }

    /** Some exceptions of the network have no message, and their class says it all to nobody. */
    private static String reason(IOException cause, URI uri) {
        if (cause instanceof ConnectException) {
            return cause.getCause() instanceof UnresolvedAddressException
                    ? "no address is known for " + uri.getHost()
                    : "no connection to " + uri.getHost();
        }
        if (cause instanceof HttpTimeoutException) {
            return uri.getHost() + " did not answer in time";
        }
        if (cause instanceof SSLException) {
            return uri.getHost() + " is not to be trusted: " + cause.getMessage();
        }
        String message = cause.getMessage();
        boolean cut = message == null || message.equals("closed") || message.contains("bytes received");
        if (cut || cause instanceof EOFException) {
            return "the transfer ended early";
        }
        return message;
    }
}
