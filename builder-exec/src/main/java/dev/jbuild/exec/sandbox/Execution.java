package dev.jbuild.exec.sandbox;

import static dev.jbuild.exec.program.Arg.number;
import static dev.jbuild.exec.program.Arg.text;

import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.sandbox.ProcessSpec;
import dev.jbuild.exec.program.Errno;
import dev.jbuild.exec.program.Label;
import dev.jbuild.exec.program.Memory;
import dev.jbuild.exec.program.Operation;
import dev.jbuild.exec.program.ProgramBuilder;
import dev.jbuild.exec.program.Syscall;
import java.util.List;

/**
 * Executes the command. One without a slash is looked for along PATH, as execvp does it: what cannot be executed is passed over, but
 * remembered when nothing else is found.
 */
final class Execution {
    private static final String PATH = "PATH=";
    private static final String USUAL_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final ProgramBuilder program;
    private final String command;
    private final Memory args;
    private final Memory env;
    private final List<String> path;

    Execution(ProgramBuilder program, ProcessSpec spec) {
        this.program = program;
        this.command = spec.args().get(0);
        this.args = program.strings("args", spec.args());
        this.env = program.strings("env", spec.env());
        this.path = path(spec.env());
    }

    void add() {
        program.topic("the command");
        if (command.contains("/")) {
            execute(command);
            return;
        }
        Label[] denied = new Label[path.size() + 1]; // where to go on when one was there that could not be executed
        for (int i = 0; i < denied.length; i++) {
            denied[i] = program.label("denied-" + i);
        }
        for (int i = 0; i < path.size(); i++) {
            execute(candidate(i)).accept(Errno.ENOENT, Errno.ENOTDIR).when(Errno.EACCES, denied[i + 1]);
        }
        fail(Errno.ENOENT);
        for (int i = 0; i < path.size(); i++) {
            program.place(denied[i]);
            execute(candidate(i)).accept(Errno.ENOENT, Errno.ENOTDIR, Errno.EACCES);
        }
        program.place(denied[path.size()]);
        fail(Errno.EACCES);
    }

    private Operation execute(String file) {
        return program.call(Syscall.EXECVE, text(file), args, env).orFail(ErrorCode.COMMAND_NOT_FOUND, "");
    }

    private void fail(Errno errno) {
        program.call(Syscall.FAIL_WITH, number(errno.number())).orFail(ErrorCode.COMMAND_NOT_FOUND, "");
    }

    private String candidate(int i) {
        String directory = path.get(i).isEmpty() ? "." : path.get(i);
        return directory + "/" + command;
    }

    static List<String> path(List<String> env) {
        String path = USUAL_PATH;
        for (String variable : env) {
            path = variable.startsWith(PATH) ? variable.substring(PATH.length()) : path;
        }
        return List.of(path.split(":", -1));
    }
}
