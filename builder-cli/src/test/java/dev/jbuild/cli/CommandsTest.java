package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CommandsTest {
    @Test
    void findsAllThatTheHelpNames() {
        assertThat(Commands.all())
                .isNotEmpty()
                .allSatisfy(entry ->
                        assertThat(Commands.find(entry.name())).as(entry.name()).isPresent());
        assertThat(Commands.find("unknown")).isEmpty();
    }
}
