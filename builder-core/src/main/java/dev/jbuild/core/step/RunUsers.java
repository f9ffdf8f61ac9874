package dev.jbuild.core.step;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.sandbox.ProcessSpec;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Turns what USER says into numbers, by the users and groups of the rootfs, as container runtimes do: a name or number alone also brings
 * the user's groups, with a group behind it there are no others.
 */
final class RunUsers {
    private static final long MAX_ID = 0xfffffffeL; // the last one is "no change" to the kernel
    private static final String ROOT_HOME = "/root";

    private final UserFiles files;

    RunUsers(UserFiles files) {
        this.files = files;
    }

    /** Reads {@code user[:group]}, each a name or a number, empty for root. An unknown name is a BuildException USER_UNKNOWN. */
    RunUser find(String text) throws IOException {
        int colon = text.indexOf(':');
        String user = colon < 0 ? text : text.substring(0, colon);
        String group = colon < 0 ? "" : text.substring(colon + 1);
        Optional<UserFiles.User> known = user.isEmpty() || isNumber(user)
                ? files.userByUid(user.isEmpty() ? 0 : number(user))
                : files.userByName(user);
        if (known.isEmpty() && !user.isEmpty() && !isNumber(user) && !user.equals("root")) {
            throw unknown("user", user);
        }
        long uid = known.map(UserFiles.User::uid).orElseGet(() -> isNumber(user) ? number(user) : 0);
        String home =
                known.map(UserFiles.User::home).filter(path -> !path.isEmpty()).orElse(uid == 0 ? ROOT_HOME : "/");
        if (!group.isEmpty()) {
            return new RunUser(new ProcessSpec.Identity(uid, gid(group), List.of()), home);
        }
        long gid = known.map(UserFiles.User::gid).orElse(0L);
        TreeSet<Long> others = known.isPresent() ? files.groupsOf(known.get().name()) : new TreeSet<>();
        others.remove(gid);
        return new RunUser(new ProcessSpec.Identity(uid, gid, List.copyOf(others)), home);
    }

    private long gid(String group) throws IOException {
        if (isNumber(group)) {
            return number(group);
        }
        Optional<Long> gid = files.groupByName(group);
        if (gid.isEmpty() && !group.equals("root")) {
            throw unknown("group", group);
        }
        return gid.orElse(0L);
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static long number(String text) {
        long id = text.length() > 10 ? MAX_ID + 1 : Long.parseLong(text);
        if (id > MAX_ID) {
            throw BuildException.of(
                    ErrorCode.DOCKERFILE_INVALID, "USER: got id %s, want at most %d".formatted(text, MAX_ID));
        }
        return id;
    }

    private static BuildException unknown(String what, String name) {
        return BuildException.of(
                        ErrorCode.USER_UNKNOWN,
                        "USER: the image has no %s \"%s\" in its /etc/%s"
                                .formatted(what, name, what.equals("user") ? "passwd" : "group"))
                .withHint("add it by a RUN before, or give its number");
    }
}
