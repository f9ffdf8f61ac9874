package dev.jbuild.core.step;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/** Turns what --chown says into numbers, by the users and groups of the rootfs. */
final class OwnerLookup {
    private static final long MAX_ID = 0xfffffffeL; // the last one is "no change" to the kernel

    private final UserFiles accounts;

    OwnerLookup(UserFiles accounts) {
        this.accounts = accounts;
    }

    /**
     * Reads {@code user[:group]}, each a name or a number. Without a group a named user has his own, a number is the group's too.
     * A name that the rootfs does not know is a BuildException USER_UNKNOWN.
     */
    FileOwner find(String text) throws IOException {
        int colon = text.indexOf(':');
        String user = colon < 0 ? text : text.substring(0, colon);
        OptionalLong number = number(user, text);
        String group = colon < 0 ? "" : text.substring(colon + 1);
        if (group.isEmpty()) {
            return number.isPresent() ? new FileOwner(number.getAsLong(), number.getAsLong()) : named(user);
        }
        OptionalLong groupNumber = number(group, text);
        long uid = number.isPresent() ? number.getAsLong() : named(user).uid();
        return new FileOwner(uid, groupNumber.isPresent() ? groupNumber.getAsLong() : namedGroup(group));
    }

    /** Root is known without a passwd, too. */
    private FileOwner named(String user) throws IOException {
        return accounts.userByName(user)
                .map(found -> new FileOwner(found.uid(), found.gid()))
                .or(() -> user.equals("root") ? Optional.of(FileOwner.ROOT) : Optional.empty())
                .orElseThrow(() -> unknown("user", user));
    }

    private long namedGroup(String group) throws IOException {
        return accounts.groupByName(group)
                .or(() -> group.equals("root") ? Optional.of(0L) : Optional.empty())
                .orElseThrow(() -> unknown("group", group));
    }

    private static OptionalLong number(String text, String whole) {
        if (text.isEmpty()) {
            throw BuildException.of(
                    ErrorCode.DOCKERFILE_INVALID, "--chown: got \"%s\", want user or user:group".formatted(whole));
        }
        if (!text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return OptionalLong.empty();
        }
        long id = text.length() > 10 ? MAX_ID + 1 : Long.parseLong(text);
        if (id > MAX_ID) {
            throw BuildException.of(
                    ErrorCode.DOCKERFILE_INVALID, "--chown: got id %s, want at most %d".formatted(text, MAX_ID));
        }
        return OptionalLong.of(id);
    }

    private static BuildException unknown(String what, String name) {
        return BuildException.of(
                        ErrorCode.USER_UNKNOWN,
                        "--chown: the image has no %s \"%s\" in its /etc/%s"
                                .formatted(what, name, what.equals("user") ? "passwd" : "group"))
                .withHint("add it by a RUN before, or give its number");
    }
}
