package dev.jbuild.cache.registry;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.layer.InvalidArchiveException;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.OciFormatException;
import dev.jbuild.core.store.DamagedBlobException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/** What a failure of a registry means to a user. */
public final class RegistryFailures {
    private RegistryFailures() {}

    /** The meaning of a failure to fetch an image; {@code what} says what was being fetched. */
    public static BuildException meaning(ImageReference reference, String what, IOException cause) {
        String failed = "cannot fetch " + what + " of \"" + reference.familiar() + "\": ";
        if (cause instanceof RegistryException refusal) {
            return refused(reference, failed, refusal);
        }
        return meaning(failed, cause);
    }

    /** The meaning of a failure to log in. */
    public static BuildException ofLogin(String registry, IOException cause) {
        String failed = "cannot log in to " + registry + ": ";
        if (cause instanceof RegistryException refusal && (refusal.status() == 401 || refusal.status() == 403)) {
            return BuildException.of(ErrorCode.REMOTE_DENIED, failed + refusal.getMessage())
                    .withHint("check the name and the password")
                    .withCause(refusal);
        }
        return meaning(failed, cause);
    }

    /** The meaning of a failure to push. */
    static BuildException ofPush(ImageReference target, IOException cause) {
        String failed = "cannot push \"" + target.familiar() + "\": ";
        if (cause instanceof RegistryException refusal && refusal.status() != 404) {
            return refused(target, failed, refusal);
        }
        if (cause instanceof NoSuchFileException) {
            return BuildException.of(ErrorCode.IMAGE_INVALID, failed + "the store lacks " + cause.getMessage())
                    .withHint("build, pull or load the image again")
                    .withCause(cause);
        }
        if (cause instanceof DamagedBlobException) {
            return BuildException.of(ErrorCode.IMAGE_INVALID, failed + cause.getMessage())
                    .withHint("build, pull or load the image again")
                    .withCause(cause);
        }
        return meaning(failed, cause);
    }

    private static BuildException meaning(String failed, IOException cause) {
        if (cause instanceof OciFormatException
                || cause instanceof DamagedBlobException
                || cause instanceof InvalidArchiveException) {
            return BuildException.of(ErrorCode.REMOTE_INVALID, failed + cause.getMessage())
                    .withHint(
                            "check that the registry is the right one; it serves something that is not what it promises")
                    .withCause(cause);
        }
        Optional<BuildException> distrust = CertificateFailures.meaning(failed, cause);
        if (distrust.isPresent()) {
            return distrust.get().withCause(cause);
        }
        return BuildException.of(ErrorCode.REMOTE_FAILED, failed + reason(cause))
                .withHint("check the network and the name of the registry, then try again")
                .withCause(cause);
    }

    private static BuildException refused(ImageReference reference, String failed, RegistryException refusal) {
        if (refusal.status() == 404) {
            return BuildException.of(
                            ErrorCode.IMAGE_UNKNOWN,
                            "unknown image \"" + reference.familiar() + "\": " + refusal.getMessage())
                    .withHint("check the name and the tag, or see what there is with jbuild images")
                    .withCause(refusal);
        }
        if (refusal.status() == 401 || refusal.status() == 403) {
            return BuildException.of(ErrorCode.REMOTE_DENIED, failed + refusal.getMessage())
                    .withHint("log in with jbuild login " + reference.registry()
                            + ", or check the name: some registries deny what they do not have")
                    .withCause(refusal);
        }
        return BuildException.of(ErrorCode.REMOTE_FAILED, failed + refusal.getMessage())
                .withHint("try again later")
                .withCause(refusal);
    }

    /** Some exceptions of the network have no message, and their class says it all to nobody. */
    private static String reason(IOException cause) {
        if (cause instanceof ConnectException) {
            return "no connection to the registry";
        }
        if (cause instanceof HttpTimeoutException) {
            return "the registry did not answer in time";
        }
        if (cause.getMessage() == null) {
            return "the connection failed";
        }
        return cause.getMessage().contains("received no bytes")
                ? "the connection was closed without an answer"
                : cause.getMessage();
    }
}
