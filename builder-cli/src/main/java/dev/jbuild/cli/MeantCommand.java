package dev.jbuild.cli;

import dev.jbuild.grammar.text.NearName;
import java.util.List;
import java.util.Optional;

/**
 * What somebody may have meant whose line was read as a build because it does not begin with a command. Asked only when that build came to
 * nothing: a directory may be called like a command.
 */
final class MeantCommand {
    private MeantCommand() {}

    /** What to try, one line: the command that stands behind options, or one whose name is nearly the first word. */
    static Optional<String> hint(List<String> args) {
        for (String arg : args) {
            if (Commands.find(arg).isPresent()) {
                return Optional.of("put the command first: jbuild " + arg + " [OPTIONS]");
            }
        }
        List<String> names = Commands.all().stream().map(Commands.Entry::name).toList();
        return args.isEmpty() || args.get(0).startsWith("-")
                ? Optional.empty()
                : NearName.of(args.get(0), names)
                        .map(near -> "say jbuild " + near + ", if that command is meant; jbuild --help lists all");
    }
}
