package dev.jbuild.exec.program;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;

/** The machines for which there is a runner. */
public enum Machine {
    X86_64("x86_64"),
    AARCH64("aarch64");

    private final String id;

    Machine(String id) {
        this.id = id;
    }

    /** The machine's name as {@code uname -m} prints it. */
    public String id() {
        return id;
    }

    /** The machine that this JVM runs on; another one is a BuildException. */
    public static Machine current() {
        String name = System.getProperty("os.arch");
        return switch (name) {
            case "amd64", "x86_64" -> X86_64;
            case "aarch64" -> AARCH64;
            default ->
                throw BuildException.of(
                                ErrorCode.FEATURE_MISSING,
                                "no sandbox for this machine: got \"" + name + "\", want x86_64 or aarch64")
                        .withHint("choose an OCI runtime with --runtime=crun");
        };
    }
}
