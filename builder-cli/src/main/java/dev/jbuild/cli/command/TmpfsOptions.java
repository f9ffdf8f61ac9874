package dev.jbuild.cli.command;

import dev.jbuild.core.sandbox.Mount;
import dev.jbuild.core.tree.Attributes;
import java.util.EnumSet;
import java.util.Set;

/**
 * The options of an empty file system in memory, as mount(8) and Docker have them: {@code size=SIZE}, {@code mode=MODE}, {@code uid=N},
 * {@code gid=N}; and {@code exec}, {@code suid}, {@code dev} and {@code ro} with their opposites. Without a word it can be written, and
 * nothing in it can be executed.
 */
final class TmpfsOptions {
    private static final int USUAL_MODE = 01777;
    private static final int MOST_MODE = 07777;

    private final String whole;
    private final Set<Mount.Restriction> restrictions =
            EnumSet.of(Mount.Restriction.NO_PROGRAMS, Mount.Restriction.NO_SETUID, Mount.Restriction.NO_DEVICES);
    private long sizeBytes;
    private int mode = USUAL_MODE;
    private long uid;
    private long gid;

    /** @param whole what the user wrote, for messages */
    TmpfsOptions(String whole, String options) {
        this.whole = whole;
        for (String option : options.split(",")) {
            int equals = option.indexOf('=');
            if (equals < 0) {
                flag(option);
            } else {
                value(option.substring(0, equals), option.substring(equals + 1));
            }
        }
    }

    private void flag(String option) {
        switch (option) {
            case "" -> {}
            case "noexec" -> restrictions.add(Mount.Restriction.NO_PROGRAMS);
            case "exec" -> restrictions.remove(Mount.Restriction.NO_PROGRAMS);
            case "nosuid" -> restrictions.add(Mount.Restriction.NO_SETUID);
            case "suid" -> restrictions.remove(Mount.Restriction.NO_SETUID);
            case "nodev" -> restrictions.add(Mount.Restriction.NO_DEVICES);
            case "dev" -> restrictions.remove(Mount.Restriction.NO_DEVICES);
            case "ro" -> restrictions.add(Mount.Restriction.NO_WRITES);
            case "rw" -> restrictions.remove(Mount.Restriction.NO_WRITES);
            default -> throw unknown();
        }
    }

    private void value(String name, String value) {
        switch (name) {
            case "size" -> sizeBytes = Sizes.parse("a size of a tmpfs of", value);
            case "mode" -> mode = (int) number(value, 8, MOST_MODE, "octal digits such as 1777");
            case "uid" -> uid = number(value, 10, Integer.MAX_VALUE, "a number for uid");
            case "gid" -> gid = number(value, 10, Integer.MAX_VALUE, "a number for gid");
            default -> throw unknown();
        }
    }

    private long number(String text, int radix, long most, String wanted) {
        try {
            long number = Long.parseLong(text, radix);
            if (number >= 0 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw BuildOptions.wrong("an option of a tmpfs in", whole, wanted);
    }

    private RuntimeException unknown() {
        return BuildOptions.wrong(
                "an option of a tmpfs in", whole, "size, mode, uid, gid, or [no]exec, [no]suid, [no]dev, ro, rw");
    }

    Mount.Tmpfs mount(String target) {
        return new Mount.Tmpfs(target, sizeBytes, new Attributes(mode, uid, gid, 0), restrictions);
    }
}
