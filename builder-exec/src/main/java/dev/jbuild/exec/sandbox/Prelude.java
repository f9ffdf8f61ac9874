package dev.jbuild.exec.sandbox;

import dev.jbuild.exec.host.FreshName;
import dev.jbuild.exec.program.Slot;
import dev.jbuild.exec.program.Stencil;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The first part of a sandbox's program: it makes the namespaces, and in them what is the same for many commands. Where nothing in it is
 * of one command alone, sandboxes share it, each under a name of its own, and a runner carries it out before the command is known.
 * Thread-safe.
 */
final class Prelude {
    private final PreludePolicy policy;
    private final Stencil program;
    private final Left left;
    private final Place place;
    private final AtomicBoolean used = new AtomicBoolean();

    /** What the rest of the program goes on with. */
    record Left(Slot report, Slot guarded, MemoryFiles.Left files) {}

    /**
     * Where it reports, and the control group that it makes or joins.
     *
     * @param name ends the names of what it makes on the host
     * @param directory has the report: of the command, or of all that share the prelude
     */
    record Place(String name, Path directory, ControlGroup group, Sharing sharing) {
        String reportName() {
            return reportName(name);
        }

        Path report() {
            return directory.resolve(reportName());
        }

        private String reportName(String of) {
            return sharing == Sharing.ONE_COMMAND ? OuterProcess.REPORT : OuterProcess.REPORT + "-" + of;
        }
    }

    /** Whether more than one sandbox has it. */
    enum Sharing {
        ONE_COMMAND,
        MANY
    }

    Prelude(PreludePolicy policy, Stencil program, Left left, Place place) {
        this.policy = policy;
        this.program = program;
        this.left = left;
        this.place = place;
    }

    PreludePolicy policy() {
        return policy;
    }

    Stencil program() {
        return program;
    }

    Left left() {
        return left;
    }

    /** The place that it was made for. */
    Place place() {
        return place;
    }

    boolean isShared() {
        return place.sharing() == Sharing.MANY;
    }

    /** A name for one more that has it. */
    String nextName() {
        return used.getAndSet(true) ? FreshName.next() : place.name();
    }

    /** The place of another that has it. */
    Place placeOf(String name, ControlGroup group) {
        return new Place(name, place.directory(), group, place.sharing());
    }
}
