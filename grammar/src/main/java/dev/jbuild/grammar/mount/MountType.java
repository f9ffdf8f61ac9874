package dev.jbuild.grammar.mount;

import static dev.jbuild.grammar.mount.MountKey.ENV;
import static dev.jbuild.grammar.mount.MountKey.FROM;
import static dev.jbuild.grammar.mount.MountKey.GID;
import static dev.jbuild.grammar.mount.MountKey.MODE;
import static dev.jbuild.grammar.mount.MountKey.REQUIRED;
import static dev.jbuild.grammar.mount.MountKey.SHARING;
import static dev.jbuild.grammar.mount.MountKey.SIZE;
import static dev.jbuild.grammar.mount.MountKey.SOURCE;
import static dev.jbuild.grammar.mount.MountKey.UID;

import dev.jbuild.grammar.text.NearName;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** The kinds of mounts, each with the options that it does not take. */
enum MountType {
    BIND(SIZE, REQUIRED, SHARING, MODE, UID, GID, ENV),
    CACHE(SIZE, REQUIRED, ENV),
    TMPFS(REQUIRED, SHARING, MODE, UID, GID, ENV),
    SECRET(SIZE, SHARING, FROM),
    SSH(SIZE, SHARING, SOURCE, ENV);

    private final List<MountKey> refused;

    MountType(MountKey... refused) {
        this.refused = List.of(refused);
    }

    static MountType of(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        for (MountType type : values()) {
            if (type.toString().equals(lower)) {
                return type;
            }
        }
        List<String> names = Arrays.stream(values()).map(MountType::toString).toList();
        throw MountRecord.bad(
                "unknown mount type \"%s\", want %s%s"
                        .formatted(name, NearName.oneOf(names), NearName.question(name, names)),
                0);
    }

    /** @throws dev.jbuild.grammar.text.FragmentException if one of the options is not for this type */
    void check(Collection<MountKey> given) {
        for (MountKey key : refused) {
            if (given.contains(key)) {
                throw MountRecord.bad("a mount of type %s takes no option \"%s\"".formatted(this, key), 0);
            }
        }
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
