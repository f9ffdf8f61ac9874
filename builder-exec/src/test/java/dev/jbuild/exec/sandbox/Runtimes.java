package dev.jbuild.exec.sandbox;

import dev.jbuild.core.sandbox.Sandbox;
import dev.jbuild.exec.program.Runner;
import dev.jbuild.exec.runtime.OciRuntime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Executor;

/** The sandboxes that tests run in. */
enum Runtimes {
    NATIVE,
    CRUN,
    RUNC;

    Sandbox sandbox(Runner runner, Rights rights, Executor waits) {
        try {
            return this == NATIVE
                    ? new NativeSandbox(runner, rights, waits)
                    : new RuntimeSandbox(runner, rights, OciRuntime.find(name().toLowerCase()), waits);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
