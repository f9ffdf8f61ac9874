package dev.jbuild.cache.registry;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** What it means that two who speak TLS do not believe each other. */
final class CertificateFailures {
    private CertificateFailures() {}

    /** True when TLS is spoken there and one of both does not believe what the other says of himself. */
    static boolean isOne(Throwable failure) {
        return meaning("", failure).isPresent();
    }

    /** The meaning of a failure that is one. */
    static Optional<BuildException> meaning(String failed, Throwable failure) {
        boolean certificates = false;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (cause instanceof CertificateExpiredException) {
                return Optional.of(error(
                        failed + "its certificate has expired",
                        "check the clock of this machine; if it is right, the registry needs a new certificate"));
            }
            if (cause instanceof CertificateNotYetValidException) {
                return Optional.of(
                        error(failed + "its certificate is not valid yet", "check the clock of this machine"));
            }
            if (message.startsWith("No subject alternative") || message.startsWith("No name matching")) {
                return Optional.of(error(
                        failed + "its certificate is for other names",
                        "name the registry as its certificate does, or by --insecure-registry"));
            }
            if (cause instanceof SSLException && message.contains("Received fatal alert")) {
                return Optional.of(error(
                        failed + "it wants a certificate of yours, or of an authority that it trusts",
                        "put client.cert and client.key into /etc/docker/certs.d/HOST:PORT"));
            }
            certificates |= cause instanceof GeneralSecurityException;
        }
        return certificates
                ? Optional.of(error(
                        failed + "its certificate is signed by nobody that is trusted",
                        "put the registry's CA into /etc/docker/certs.d/HOST:PORT/ca.crt,"
                                + " or name the registry by --insecure-registry"))
                : Optional.empty();
    }

    private static BuildException error(String message, String hint) {
        return BuildException.of(ErrorCode.REMOTE_FAILED, message).withHint(hint);
    }
}
