package dev.jbuild.grammar.mount;

import dev.jbuild.grammar.word.Word;

/** One field of {@code --mount}. */
public sealed interface MountOption {

    /** Lower case. */
    String key();

    /** {@code key} alone. */
    record Switch(String key) implements MountOption {}

    /** {@code key=value}; the value is expanded, save that of {@code from}. */
    record Setting(String key, Word value) implements MountOption {}
}
