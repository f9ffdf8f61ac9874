package dev.jbuild.cache.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import java.util.Optional;

/**
 * A row of the table of faults.
 *
 * @param name the kind of fault and where it strikes
 * @param code what the error is about; empty when right bytes are expected
 * @param message part of what is said
 */
record FaultCase(String name, Arrangement arrangement, Optional<ErrorCode> code, String message) {

    /** Makes the registry of a trial go wrong. */
    interface Arrangement {
        void arrange(FaultTrial trial) throws Exception;
    }

    /**
     * The same of somebody who does not wait for long: for servers that are silent or slow. Where it fails anyhow, a second try has shown
     * all that a fourth would show.
     */
    FaultCase impatient() {
        return new FaultCase(
                name,
                trial -> {
                    trial.impatient(code.isEmpty() ? 4 : 2);
                    arrangement.arrange(trial);
                },
                code,
                message);
    }

    static FaultCase whole(String name, Arrangement arrangement) {
        return new FaultCase(name, arrangement, Optional.empty(), "");
    }

    static FaultCase fails(String name, ErrorCode code, String message, Arrangement arrangement) {
        return new FaultCase(name, arrangement, Optional.of(code), message);
    }

    void expect(Optional<BuildException> failure) {
        if (code.isEmpty()) {
            failure.ifPresent(e -> {
                throw e;
            });
            return;
        }
        assertThat(failure).as("an error").isPresent();
        assertThat(message.split("\\|"))
                .as(failure.get().getMessage())
                .anyMatch(failure.get().getMessage()::contains);
        assertThat(failure.get().code()).as(failure.get().getMessage()).isEqualTo(code.get());
        assertThat(failure.get().getMessage()).doesNotContain("Exception").doesNotContain("hunter2");
    }

    @Override
    public String toString() {
        return name;
    }
}
