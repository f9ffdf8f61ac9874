package dev.jbuild.core.frontend;

import dev.jbuild.core.plan.Op.Run.RunFile;
import dev.jbuild.grammar.Command;
import dev.jbuild.grammar.Instruction;
import dev.jbuild.grammar.syntax.Heredoc;
import dev.jbuild.grammar.text.Blanks;
import java.util.ArrayList;
import java.util.List;

/**
 * What a RUN starts: its arguments, with the shell in front of the shell form, and the files that it needs.
 *
 * @param summary the first line of a script that stands below the instruction; else empty
 */
record ShellCommand(List<String> args, List<RunFile> files, String summary) {

    private static final List<String> DEFAULT_SHELL = List.of("/bin/sh", "-c");
    private static final String SCRIPTS = "/dev/pipes/"; // where other builders put them; scripts may look at $0
    private static final int EXECUTABLE = 0755;

    /** @param shell of the moment; empty for the default */
    static ShellCommand of(Instruction.Run run, List<String> shell) {
        return run.command().match(new Command.Cases<ShellCommand>() {
            @Override
            public ShellCommand shell(Command.Shell command) {
                return inShell(command.text(), run.heredocs(), shell);
            }

            @Override
            public ShellCommand exec(Command.Exec command) {
                return new ShellCommand(command.args(), List.of(), "");
            }
        });
    }

    /** The arguments of a command outside of RUN, where no heredoc can stand. */
    static List<String> args(Command command, List<String> shell) {
        return command.match(new Command.Cases<List<String>>() {
            @Override
            public List<String> shell(Command.Shell line) {
                return withShell(line.text(), shell);
            }

            @Override
            public List<String> exec(Command.Exec exec) {
                return exec.args();
            }
        });
    }

    private static ShellCommand inShell(String line, List<Heredoc> heredocs, List<String> shell) {
        if (heredocs.isEmpty()) {
            return new ShellCommand(withShell(line, shell), List.of(), "");
        }
        if (heredocs.size() == 1 && isLoneHeredoc(line)) {
            return script(heredocs.get(0), shell);
        }
        StringBuilder whole = new StringBuilder(line);
        for (Heredoc heredoc : heredocs) {
            whole.append('\n').append(heredoc.content()).append(heredoc.name());
        }
        return new ShellCommand(withShell(whole.toString(), shell), List.of(), "");
    }

    private static ShellCommand script(Heredoc heredoc, List<String> shell) {
        String text = heredoc.text();
        String summary = summary(text);
        if (heredoc.content().startsWith("#!")) {
            String path = SCRIPTS + heredoc.name();
            return new ShellCommand(List.of(path), List.of(new RunFile(path, text, EXECUTABLE)), summary);
        }
        return new ShellCommand(withShell(text, shell), List.of(), summary);
    }

    /** True if the line is one heredoc and nothing else: {@code <<EOF}. */
    private static boolean isLoneHeredoc(String line) {
        String text = Blanks.trim(line);
        int start = 0;
        while (start < text.length() && Character.isDigit(text.charAt(start))) {
            start++;
        }
        return text.startsWith("<<", start)
                && text.indexOf('<', start + 2) < 0
                && isOneWord(text, text.startsWith("-", start + 2) ? start + 3 : start + 2);
    }

    private static boolean isOneWord(String text, int start) {
        char quote = 0;
        for (int i = Blanks.skipSpace(text, start, text.length()); i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (Blanks.isSpace(c)) {
                return false;
            }
        }
        return true;
    }

    private static List<String> withShell(String text, List<String> shell) {
        List<String> args = new ArrayList<>(shell.isEmpty() ? DEFAULT_SHELL : shell);
        args.add(text);
        return args;
    }

    private static String summary(String text) {
        List<String> lines =
                text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
        return lines.isEmpty() ? "" : lines.get(0) + (lines.size() > 1 ? "..." : "");
    }
}
