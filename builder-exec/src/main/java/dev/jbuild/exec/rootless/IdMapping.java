package dev.jbuild.exec.rootless;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.exec.host.HostProgram;
import dev.jbuild.exec.host.OwnFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How the ids of a new user namespace are given it, from outside. */
interface IdMapping {
    String HOW_TO_GET_IDS =
            "install the package uidmap and give the user ids: usermod --add-subuids 100000-165535 --add-subgids 100000-165535 USER";

    void apply(long pid) throws IOException;

    /** What the user should know. */
    Optional<String> warning();

    /** By newuidmap and newgidmap, which check that the ids are the user's; empty when there are no ids or no such programs. */
    static Optional<IdMapping> subordinate(UserIds user) {
        Optional<Path> newuidmap = OwnFiles.program("newuidmap");
        Optional<Path> newgidmap = OwnFiles.program("newgidmap");
        if (user.subordinateIds() == 0 || newuidmap.isEmpty() || newgidmap.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Subordinate(user, newuidmap.get(), newgidmap.get()));
    }

    /** The user's own id only, as there is no other. */
    static IdMapping single(UserIds user) {
        return new Single(user, "no subordinate ids for \"" + user.name() + "\"", "; " + HOW_TO_GET_IDS);
    }

    /** The user's own id only, as the user wants it, whatever others there are. */
    static IdMapping forcedSingle(UserIds user) {
        return new Single(user, "a single id, as " + Rootless.VARIABLE + "=single wants it", "");
    }

    /** Many ids. */
    record Subordinate(UserIds user, Path newuidmap, Path newgidmap) implements IdMapping {
        @Override
        public void apply(long pid) throws IOException {
            map(newuidmap, pid, IdRange.map(user.uid(), user.uids()));
            map(newgidmap, pid, IdRange.map(user.gid(), user.gids()));
        }

        private static void map(Path program, long pid, List<String> numbers) throws IOException {
            List<String> arguments = new ArrayList<>(List.of(Long.toString(pid)));
            arguments.addAll(numbers);
            HostProgram.Ended ended = HostProgram.run(program, arguments);
            if (ended.status() != 0) {
                throw BuildException.of(
                                ErrorCode.NAMESPACES_REFUSED,
                                program.getFileName() + " refused the subordinate ids: "
                                        + ended.output().strip())
                        .withHint("check /etc/subuid and /etc/subgid, or set " + Rootless.VARIABLE + "=single");
            }
        }

        @Override
        public Optional<String> warning() {
            return Optional.empty();
        }
    }

    /** One id: the kernel lets the user map that without help, if they give up changing groups. */
    record Single(UserIds user, String reason, String hint) implements IdMapping {
        @Override
        public void apply(long pid) throws IOException {
            write(pid, "setgroups", "deny");
            write(pid, "uid_map", "0 " + user.uid() + " 1");
            write(pid, "gid_map", "0 " + user.gid() + " 1");
        }

        private static void write(long pid, String file, String text) throws IOException {
            OwnFiles.writeOnce(Path.of("/proc", Long.toString(pid), file), text.getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public Optional<String> warning() {
            return Optional.of(
                    reason + ": files belong to root only, commands that change owners or users fail" + hint);
        }
    }
}
