package dev.jbuild.cli;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.file.NioRootDirectories;
import dev.jbuild.core.file.RootDirectories;
import dev.jbuild.core.oci.Hashing;
import dev.jbuild.core.sandbox.Sandbox;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.exec.calls.LaneHashing;
import dev.jbuild.exec.calls.SystemCalls;
import dev.jbuild.exec.emulation.Emulators;
import dev.jbuild.exec.file.BatchingRootDirectories;
import dev.jbuild.exec.file.PosixRootDirectories;
import dev.jbuild.exec.program.Runner;
import dev.jbuild.exec.runtime.OciRuntime;
import dev.jbuild.exec.sandbox.NativeSandbox;
import dev.jbuild.exec.sandbox.Rights;
import dev.jbuild.exec.sandbox.RuntimeSandbox;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Executor;

/** What touches the kernel, loaded when it is first needed: a build without RUN loads none of it. */
final class HostKernel {
    private HostKernel() {}

    static RootDirectories directories() {
        return new BatchingRootDirectories(new NioRootDirectories(PosixRootDirectories::new));
    }

    /** Loads what {@link #end} needs. */
    static void load() {
        SystemCalls.load();
    }

    /** Ends the process now, where that can be said without the JVM. */
    static void end(int exitCode) {
        SystemCalls.endProcess(exitCode);
    }

    /** Many streams at once, where that is of use. */
    static Hashing hashing() {
        return LaneHashing.here();
    }

    /** @param runtime what carries commands out; found now */
    static Sandbox sandbox(BuildStore store, RuntimeChoice runtime, Optional<String> emulator, Executor waits) {
        try {
            Runner runner = Runner.in(store.layers().scratch("runner"));
            Rights rights = Rights.current();
            if (!runtime.isNative()) {
                return new RuntimeSandbox(runner, rights, OciRuntime.find(runtime.name()), waits);
            }
            NativeSandbox sandbox = new NativeSandbox(runner, rights, waits).with(Emulators.of(runner, emulator));
            sandbox.prepare();
            return sandbox;
        } catch (IOException e) {
            throw BuildException.of(ErrorCode.INPUT_OUTPUT, "cannot prepare the sandbox: " + e.getMessage())
                    .withCause(e);
        }
    }
}
