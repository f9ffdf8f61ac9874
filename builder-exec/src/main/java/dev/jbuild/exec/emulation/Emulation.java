package dev.jbuild.exec.emulation;

import java.nio.file.Path;

/**
 * What a sandbox needs to run programs of another processor.
 *
 * @param interpreter on the host; it needs no files of the rootfs
 * @param rule what is written to binfmt_misc, with {@link #INTERPRETER} for the interpreter as the writer sees it
 * @param uidMap for a user namespace that has all ids of this one
 */
public record Emulation(Path interpreter, String rule, String uidMap, String gidMap) {
    static final String INTERPRETER = "INTERPRETER";

    /** The rule for an interpreter at a path. */
    public String rule(String path) {
        return rule.replace(INTERPRETER, path);
    }
}
