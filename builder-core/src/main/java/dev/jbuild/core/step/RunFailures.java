package dev.jbuild.core.step;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.progress.ProgressEvent;
import dev.jbuild.core.sandbox.ExitStatus;
import dev.jbuild.core.solver.StepRequest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is said when a command cannot be run or fails. */
final class RunFailures {
    private static final int SIGNAL_BASE = 128; // added by shells and by us to the number of a signal
    private static final int SIGNALS = 64;

    static final String SHELL_HINT = "jbuild --on-error=shell … opens a shell right there";

    private RunFailures() {}

    /** A command may succeed although a limit made some part of it fail: then that is said. */
    static void warn(ExitStatus exit, StepRequest request, Clock clock) {
        if (exit.outOfMemory()) {
            warn(request, clock, "out of memory: a process was killed, as --memory allows no more");
        }
        if (exit.struck().contains(ExitStatus.Limit.PROCESSES)) {
            warn(request, clock, "a process could not be started, as --pids-limit allows no more");
        }
    }

    private static void warn(StepRequest request, Clock clock, String message) {
        request.progress().accept(new ProgressEvent.Warning(clock.instant(), request.id(), message));
    }

    /** A command that ended badly, with the last lines that it said. */
    static BuildException of(StepRequest request, OutputTail tail, ExitStatus exit, String build) {
        List<String> details = new ArrayList<>(tail.lines());
        if (tail.lineCount() > details.size()) {
            details.add(String.format(
                    Locale.ROOT,
                    "(last %d of %,d lines; all of them: jbuild logs %s %d)",
                    details.size(),
                    tail.lineCount(),
                    build,
                    request.number()));
        }
        return BuildException.of(
                        ErrorCode.COMMAND_FAILED,
                        request.vertex().label() + ": exit status " + exit.code() + meaning(exit))
                .withDetails(details);
    }

    private static String meaning(ExitStatus exit) {
        if (exit.outOfMemory()) {
            return ", out of memory: killed because it used more than --memory allows";
        }
        if (exit.struck().contains(ExitStatus.Limit.PROCESSES)) {
            return ", and it could not start as many processes as it wanted: --pids-limit allows no more";
        }
        int signal = exit.code() - SIGNAL_BASE;
        return signal > 0 && signal <= SIGNALS ? ", ended by signal " + signal : "";
    }
}
