package dev.jbuild.grammar.mount;

import dev.jbuild.grammar.text.FragmentException;
import java.util.List;

/** Cuts {@code --mount} into its fields. Without quotes that is done right here; the rest goes to the generated parser. */
final class MountRecord {

    private MountRecord() {}

    static List<String> fields(String source) {
        if (source.isEmpty()) {
            throw bad("the mount has no options", 0);
        }
        return source.indexOf('"') < 0 ? List.of(source.split(",", -1)) : MountRecordReader.fields(source);
    }

    static FragmentException bad(String message, int offset) {
        return new FragmentException("bad-mount", message, offset);
    }
}
