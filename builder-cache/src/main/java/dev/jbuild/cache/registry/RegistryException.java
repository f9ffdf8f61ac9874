package dev.jbuild.cache.registry;

import dev.jbuild.cache.http.Answer;
import dev.jbuild.core.oci.JsonDocument;
import dev.jbuild.core.oci.OciFormatException;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/** An answer of a registry that says no: its status, and what it says of why, made harmless for a terminal. */
final class RegistryException extends IOException {
    private static final long serialVersionUID = 1L;

    private static final int MAX_ERROR_BYTES = 64 * 1024; // 64 KiB
    private static final int MAX_DIGITS = 9; // of a number of seconds; more is as good as never
    private static final long LONGEST_SECONDS = 60; // that somebody waits for an answer rather than for an error

    private final int status;
    private final long retryAfterSeconds;

    /** @param retryAfterSeconds negative when the server does not say */
    RegistryException(int status, String message, long retryAfterSeconds) {
        super(message);
        this.status = status;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    /** The refusal that an answer is; reads its body. */
    static RegistryException of(Answer answer) {
        long seconds = retryAfterSeconds(answer);
        String wish = seconds > LONGEST_SECONDS ? ", and wants to be left alone for " + seconds + " s" : "";
        return new RegistryException(
                answer.status(),
                answer.address().getHost() + " answered " + answer.status() + reason(answer) + wish,
                seconds);
    }

    /** A number of seconds, or a date, which counts from the server's own. */
    private static long retryAfterSeconds(Answer answer) {
        String value = answer.header("Retry-After").orElse("").strip();
        boolean number = !value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9');
        if (number) {
            return Long.parseLong(value.length() < MAX_DIGITS ? value : "9".repeat(MAX_DIGITS));
        }
        try {
            DateTimeFormatter format = DateTimeFormatter.RFC_1123_DATE_TIME;
            Instant until = Instant.from(format.parse(value));
            Instant now = Instant.from(format.parse(answer.header("Date").orElse("")));
            return Math.max(0, Duration.between(now, until).toSeconds());
        } catch (DateTimeException e) {
            return -1; // it says nothing that we understand
        }
    }

    /** What the registry says of why, from the first of its errors. */
    private static String reason(Answer answer) {
        try {
            byte[] bytes = answer.body().readNBytes(MAX_ERROR_BYTES);
            List<JsonDocument> errors = JsonDocument.parse("the answer", bytes).objects("errors");
            if (errors.isEmpty()) {
                return "";
            }
            String message = errors.get(0).text("message");
            return ": " + Printable.of(message.isEmpty() ? errors.get(0).text("code") : message);
        } catch (OciFormatException e) {
            return ""; // no registry's own words, such as a proxy's page
        } catch (IOException e) {
            return ""; // the status is enough to say
        }
    }

    /** How long the server wants to be left alone. */
    Optional<Duration> retryAfter() {
        return retryAfterSeconds < 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(retryAfterSeconds));
    }

    /** True when another try, as soon as the server allows it, may have another answer. */
    boolean isTransient() {
        return Retries.isTransient(status) && retryAfterSeconds <= LONGEST_SECONDS;
    }

    int status() {
        return status;
    }
}
