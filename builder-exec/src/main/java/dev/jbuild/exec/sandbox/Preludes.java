package dev.jbuild.exec.sandbox;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.sandbox.ProcessSpec;
import dev.jbuild.exec.host.FreshName;
import dev.jbuild.exec.program.Program;
import dev.jbuild.exec.program.Runner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The first parts of the programs of a build's sandboxes: made once for those that are the same, and carried out by a runner that waits for
 * its command, so that the next one finds its namespaces there. A runner never gets a command whose own first part would be another. The
 * one that waits ends with this JVM, as its standard input does. Thread-safe.
 */
final class Preludes implements AutoCloseable {
    private final Runner runner;
    private final AtomicReference<@Nullable Prelude> last = new AtomicReference<>();
    private final AtomicReference<@Nullable Begun> waiting = new AtomicReference<>();
    private volatile boolean closed;

    Preludes(Runner runner) {
        this.runner = runner;
    }

    /**
     * A runner that carries out a prelude.
     *
     * @param group of control, for its command
     * @param report the file that hears of a failure
     */
    record Begun(Prelude prelude, Process process, ControlGroup group, Path report) implements AutoCloseable {

        /** Ends it before it has a command: it sees to it itself that nothing is left. */
        @Override
        public void close() {
            try {
                process.getOutputStream().close();
            } catch (IOException e) {
                // It has ended.
            }
        }
    }

    /**
     * The first part for a policy.
     *
     * @param limits the groups that the command's limits need; to them is added what the prelude makes, unless it is shared
     * @param scratch of the command
     */
    Prelude of(SandboxProgram.Surroundings surroundings, PreludePolicy policy, ControlGroup limits, Path scratch)
            throws IOException {
        String name = FreshName.next();
        if (!policy.isShareable() || !limits.isEmpty()) {
            surroundings.guard().plan(limits, name);
            return new PreludeProgram(
                            surroundings, policy, new Prelude.Place(name, scratch, limits, Prelude.Sharing.ONE_COMMAND))
                    .build();
        }
        Prelude known = last.get();
        if (known != null && known.policy().isSharedWith(policy)) {
            return known;
        }
        ControlGroup group = ControlGroup.make(ProcessSpec.Limits.NONE);
        surroundings.guard().plan(group, name);
        Prelude.Place place = new Prelude.Place(name, surroundings.shared().self(), group, Prelude.Sharing.MANY);
        Prelude made = new PreludeProgram(surroundings, policy, place).build();
        last.set(made);
        return made;
    }

    /** Starts a program: by the runner that waits, if it waits with this prelude, else by another. */
    Begun start(Prelude prelude, Program rest, DeviceGuard guard) throws IOException {
        Begun ready = waiting.getAndSet(null);
        if (ready != null) {
            boolean fits = ready.prelude() == prelude && ready.process().isAlive();
            if (fits && Runner.takes(ready.process(), rest.image())) {
                return ready;
            }
            ready.close();
        }
        Begun begun = begin(prelude, guard);
        Runner.takes(begun.process(), rest.image()); // if not, its exit status says why
        return begun;
    }

    private Begun begin(Prelude prelude, DeviceGuard guard) throws IOException {
        Prelude.Place place = prelude.place();
        if (prelude.isShared()) {
            String name = prelude.nextName();
            ControlGroup group = ControlGroup.make(ProcessSpec.Limits.NONE);
            guard.plan(group, name);
            place = prelude.placeOf(name, group);
        }
        Process process = runner.start(prelude.program().image(place.name()));
        return new Begun(prelude, process, place.group(), place.report());
    }

    /** Has a runner begin for the next command that has the same prelude, where another can have it. */
    void prepare(Prelude prelude, DeviceGuard guard) {
        if (!prelude.isShared()) {
            runner.makeReady();
            return;
        }
        try {
            Begun next = begin(prelude, guard);
            Begun before = waiting.getAndSet(next);
            if (before != null) {
                before.close();
            }
            if (closed) {
                close();
            }
        } catch (IOException | BuildException e) {
            // whoever starts a command hears of it
        }
    }

    /** Ends the one that waits, and all that will wait; commands that run are not touched. */
    @Override
    public void close() {
        closed = true;
        Begun ready = waiting.getAndSet(null);
        if (ready != null) {
            ready.close();
        }
    }
}
