package dev.jbuild.grammar.mount;

import dev.jbuild.grammar.mount.RunMount.Access;
import dev.jbuild.grammar.mount.RunMount.Need;
import dev.jbuild.grammar.mount.RunMount.Ownership;
import dev.jbuild.grammar.word.Word;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Makes one mount of its options; of an option that is given twice the last one counts. Used by one thread. */
final class MountResolver {

    private final Map<MountKey, String> values = new EnumMap<>(MountKey.class);
    private MountKey access = MountKey.TYPE;

    MountResolver(List<MountOption> options, Function<Word, String> expand) {
        for (MountOption option : options) {
            MountKey key = MountKey.of(option.key());
            values.put(key, option instanceof MountOption.Setting setting ? expand.apply(setting.value()) : "true");
            access = key == MountKey.READONLY || key == MountKey.READWRITE ? key : access;
        }
    }

    RunMount resolve() {
        MountType type = MountType.of(values.getOrDefault(MountKey.TYPE, "bind"));
        type.check(values.keySet());
        return switch (type) {
            case BIND ->
                new RunMount.Bind(
                        text(MountKey.TARGET), text(MountKey.FROM), text(MountKey.SOURCE), access(Access.READ_ONLY));
            case CACHE -> cache();
            case TMPFS -> new RunMount.Tmpfs(text(MountKey.TARGET), size(), access(Access.READ_WRITE));
            case SECRET -> secret();
            case SSH ->
                new RunMount.Ssh(
                        text(MountKey.TARGET), has(MountKey.ID) ? text(MountKey.ID) : "default", need(), ownership());
        };
    }

    private RunMount cache() {
        String target = text(MountKey.TARGET);
        return new RunMount.Cache(
                target,
                has(MountKey.ID) ? text(MountKey.ID) : SlashPath.clean(target),
                text(MountKey.FROM),
                text(MountKey.SOURCE),
                MountValue.sharing(values.getOrDefault(MountKey.SHARING, "shared")),
                access(Access.READ_WRITE),
                ownership());
    }

    private RunMount secret() {
        if (has(MountKey.ID) && has(MountKey.SOURCE)) {
            throw MountRecord.bad("a secret mount takes \"id\" or \"source\", which are the same, not both", 0);
        }
        if (!has(MountKey.ID) && !has(MountKey.SOURCE) && !has(MountKey.TARGET)) {
            throw MountRecord.bad("a secret mount needs an \"id\" or a \"target\"", 0);
        }
        String given = text(MountKey.SOURCE) + text(MountKey.ID);
        String id = given.isEmpty() ? SlashPath.base(text(MountKey.TARGET)) : given;
        boolean needsFile = !has(MountKey.TARGET) && !has(MountKey.ENV);
        String target = needsFile ? "/run/secrets/" + SlashPath.base(id) : text(MountKey.TARGET);
        return new RunMount.Secret(target, id, text(MountKey.ENV), need(), ownership());
    }

    private String text(MountKey key) {
        return values.getOrDefault(key, "");
    }

    private boolean has(MountKey key) {
        return !text(key).isEmpty();
    }

    private Access access(Access otherwise) {
        if (access == MountKey.TYPE) {
            return otherwise;
        }
        boolean readOnly = MountValue.truth(access, text(access)) == (access == MountKey.READONLY);
        return readOnly ? Access.READ_ONLY : Access.READ_WRITE;
    }

    private Need need() {
        boolean required = has(MountKey.REQUIRED) && MountValue.truth(MountKey.REQUIRED, text(MountKey.REQUIRED));
        return required ? Need.REQUIRED : Need.OPTIONAL;
    }

    private long size() {
        return has(MountKey.SIZE) ? MountValue.bytes(MountKey.SIZE, text(MountKey.SIZE)) : RunMount.Tmpfs.UNLIMITED;
    }

    private Ownership ownership() {
        return new Ownership(
                has(MountKey.MODE) ? MountValue.mode(text(MountKey.MODE)) : Ownership.ABSENT,
                has(MountKey.UID) ? MountValue.id(MountKey.UID, text(MountKey.UID)) : Ownership.ABSENT,
                has(MountKey.GID) ? MountValue.id(MountKey.GID, text(MountKey.GID)) : Ownership.ABSENT);
    }
}
