package dev.jbuild.grammar.mount;

import dev.jbuild.grammar.word.Word;

/** One field of {@code --mount}. */
public sealed interface MountOption {

    /** As written, in lower case. */
    String key();

    /** {@code key} alone. */
    record Switch(String key) implements MountOption {}

    /** {@code key=value}; the value is to be expanded. That of {@code from} has no variables. */
    record Setting(String key, Word value) implements MountOption {}
}
