package dev.jbuild.grammar.mount;

import dev.jbuild.grammar.text.FragmentException;
import dev.jbuild.grammar.text.Span;
import dev.jbuild.grammar.word.Escape;
import dev.jbuild.grammar.word.Lookup;
import dev.jbuild.grammar.word.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * One {@code --mount} as the file says it.
 *
 * @param source the value of the flag
 */
public record MountOptions(String source, List<MountOption> options, Span span) {

    public MountOptions {
        options = List.copyOf(options);
    }

    /**
     * Reads the value of the flag. If no variable stands in it, its meaning is checked, too.
     *
     * @throws FragmentException if it is no comma-separated record, has unknown keys, or is no mount
     */
    public static MountOptions parse(String source, Escape escape, Span span) {
        List<MountOption> options = new ArrayList<>();
        for (String field : MountRecord.fields(source)) {
            options.add(option(field, escape));
        }
        MountOptions mount = new MountOptions(source, options, span);
        if (mount.isConstant()) {
            mount.resolve(word -> word.expand(Lookup.NONE).text());
        }
        return mount;
    }

    private static MountOption option(String field, Escape escape) {
        int equals = field.indexOf('=');
        String key = (equals < 0 ? field : field.substring(0, equals)).toLowerCase(Locale.ROOT);
        if (field.isEmpty()) {
            throw MountRecord.bad("the mount has an empty option, want options with commas and no blanks between", 0);
        }
        MountKey known = MountKey.of(key);
        if (equals < 0) {
            if (!known.isSwitch()) {
                throw MountRecord.bad("the mount option \"%s\" needs a value".formatted(field), 0);
            }
            return new MountOption.Switch(key);
        }
        String value = field.substring(equals + 1);
        if (known == MountKey.FROM) {
            return new MountOption.Setting(key, literalFrom(value));
        }
        return new MountOption.Setting(key, Word.parse(value, escape));
    }

    private static Word literalFrom(String value) {
        int dollar = value.indexOf('$');
        if (dollar >= 0 && dollar < value.length() - 1) {
            throw new FragmentException(
                    "variable-in-from", "the option \"from\" takes no variables: got \"%s\"".formatted(value), dollar);
        }
        return Word.literal(value);
    }

    private boolean isConstant() {
        return options.stream()
                .allMatch(option -> !(option instanceof MountOption.Setting setting)
                        || setting.value().isConstant());
    }

    /**
     * What it means.
     *
     * @param values gives the text of a word, which it expands
     * @throws FragmentException if the options do not make a mount
     */
    public RunMount resolve(Function<Word, String> values) {
        return new MountResolver(options, values).resolve();
    }
}
