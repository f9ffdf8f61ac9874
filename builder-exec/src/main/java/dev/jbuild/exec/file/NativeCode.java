package dev.jbuild.exec.file;

import dev.jbuild.exec.host.OwnFiles;
import dev.jbuild.exec.program.Machine;
import java.nio.file.Path;

/**
 * The native part of jffi. The packaged program has it as a file beside its libraries; without that it is unpacked from its jar at
 * every start, which takes longer and needs a directory for temporary files where things can be executed.
 */
final class NativeCode {
    private static final String PLACE = "jffi.boot.library.path"; // where jffi looks first

    private NativeCode() {}

    /** Tells jffi, before any class of it is loaded. */
    static void find() {
        if (System.getProperty(PLACE) != null) {
            return;
        }
        Path program = Path.of(System.getProperty("java.class.path").split(":", 2)[0]);
        Path directory = program.resolveSibling("native-" + Machine.current().id());
        if (OwnFiles.isDirectory(directory)) {
            System.setProperty(PLACE, directory.toString());
        }
    }
}
