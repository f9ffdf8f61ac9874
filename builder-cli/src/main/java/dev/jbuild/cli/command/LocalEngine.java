package dev.jbuild.cli.command;

import dev.jbuild.cli.Console;
import dev.jbuild.cli.HostFiles;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.export.OutputTarget;
import dev.jbuild.exec.host.HostProgram;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A program of this machine that keeps and runs images, and takes one from an archive: docker, else podman. One whose command is there and
 * whose daemon does not answer is none.
 *
 * @param name as people know it
 * @param env what the program sees of the user's environment
 */
record LocalEngine(String name, Path program, Map<String, String> env) {
    private static final List<String> NAMES = List.of("docker", "podman");
    private static final List<String> SEEN = List.of("PATH", "HOME", "USER", "TMPDIR", "XDG_RUNTIME_DIR");

    /** The first that works. In a user namespace they would not find the user's own images, and none does. */
    static Optional<LocalEngine> find(Console console) {
        if (HostFiles.isMapped()) {
            return Optional.empty();
        }
        Map<String, String> env = new java.util.TreeMap<>(console.env());
        env.keySet()
                .removeIf(name -> !SEEN.contains(name)
                        && !name.startsWith("DOCKER_")
                        && !name.startsWith("CONTAINER")
                        && !name.startsWith("XDG_"));
        for (String name : NAMES) {
            for (String directory : console.variable("PATH").orElse("").split(":")) {
                Path program = Path.of("/").resolve(directory).resolve(name);
                if (directory.startsWith("/") && HostFiles.isExecutable(program)) {
                    LocalEngine engine = new LocalEngine(name, program, env);
                    if (engine.works()) {
                        return Optional.of(engine);
                    }
                    break;
                }
            }
        }
        return Optional.empty();
    }

    private boolean works() {
        try {
            return HostProgram.run(program, List.of("version"), env).status() == 0;
        } catch (IOException e) {
            return false; // it cannot even be started
        }
    }

    /** Where an archive goes that it is to load. */
    OutputTarget target() {
        return new OutputTarget.ToReader(() -> new Loading(HostProgram.start(program, List.of("load"), env)), name);
    }

    /** One archive on its way. */
    private final class Loading implements OutputTarget.Reading {
        private final HostProgram.Running running;

        Loading(HostProgram.Running running) {
            this.running = running;
        }

        @Override
        public OutputStream stream() {
            return new FilterOutputStream(running.stdin()) {
                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    try {
                        out.write(bytes, offset, length);
                    } catch (IOException e) {
                        finish(); // it ended before it had read all, and says why
                        throw e;
                    }
                }
            };
        }

        @Override
        public void finish() throws IOException {
            HostProgram.Ended ended = running.finish();
            if (ended.status() != 0) {
                throw BuildException.of(
                                ErrorCode.INPUT_OUTPUT,
                                "%s load: exit status %d: %s"
                                        .formatted(
                                                name,
                                                ended.status(),
                                                ended.output().strip()))
                        .withHint("load an archive by hand: -o type=docker,dest=image.tar");
            }
        }

        @Override
        public void abandon() {
            running.kill();
        }
    }
}
