package dev.jbuild.cli;

import dev.jbuild.core.error.ErrorCode;

/** A subcommand: its options, and what it does with them. */
public interface Command {

    /** Options, parameters and help texts, made when asked for. */
    CommandSpec spec();

    /** The exit code for options that are not understood. */
    default int usageExitCode() {
        return ErrorCode.USAGE.exitCode();
    }

    /** Carries it out and returns the exit code. Failures of the user's or the machine's are BuildExceptions. */
    int run(ParseResult options, Console console) throws Exception;
}
