package dev.jbuild.grammar;

import dev.jbuild.grammar.FlagSet.Flag;
import dev.jbuild.grammar.Instruction.Network;
import dev.jbuild.grammar.Instruction.Security;
import dev.jbuild.grammar.mount.MountOptions;
import dev.jbuild.grammar.syntax.Heredoc;
import dev.jbuild.grammar.syntax.SyntaxNode;
import dev.jbuild.grammar.syntax.Token;
import dev.jbuild.grammar.text.FragmentException;
import dev.jbuild.grammar.text.NearName;
import dev.jbuild.grammar.text.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads RUN. */
final class RunReader {

    private final WordReading words;
    private final Problems problems;

    RunReader(WordReading words, Problems problems) {
        this.words = words;
        this.problems = problems;
    }

    Instruction read(SyntaxNode node, List<Heredoc> heredocs) {
        FlagSet flags = FlagSet.read(
                node, problems, Flag.list("mount"), Flag.value("network"), Flag.value("security"), Flag.list("device"));
        return new Instruction.Run(
                node.origin(),
                new NodeArguments(node, problems).command(),
                heredocs,
                mounts(flags.list("mount")),
                choice("network", flags, Network.DEFAULT),
                choice("security", flags, Security.SANDBOX),
                devices(flags.list("device")));
    }

    private List<MountOptions> mounts(List<Token> values) {
        List<MountOptions> mounts = new ArrayList<>();
        for (Token value : values) {
            try {
                mounts.add(MountOptions.parse(value.text(), words.escape(), value.span()));
            } catch (FragmentException e) {
                problems.add(e.problem(value.span()));
            }
        }
        return mounts;
    }

    /** The constant whose name is the value of a flag; {@code otherwise} if it was not given. */
    private <E extends Enum<E>> E choice(String flag, FlagSet flags, E otherwise) {
        List<Token> given = flags.list(flag);
        if (given.isEmpty()) {
            return otherwise;
        }
        Token value = given.get(0);
        List<String> names = new ArrayList<>();
        for (E constant : otherwise.getDeclaringClass().getEnumConstants()) {
            String name = constant.name().toLowerCase(Locale.ROOT);
            if (name.equals(value.text())) {
                return constant;
            }
            names.add(name);
        }
        problems.error(
                "bad-flag",
                "bad value of the flag --%s: got \"%s\", want %s%s"
                        .formatted(flag, value.text(), NearName.oneOf(names), NearName.question(value.text(), names)),
                value.span());
        return otherwise;
    }

    private List<Device> devices(List<Token> values) {
        List<Device> devices = new ArrayList<>();
        for (Token value : values) {
            String name = "";
            Device.Need need = Device.Need.OPTIONAL;
            for (String field : value.text().split(",", -1)) {
                if (field.equals("required") || field.equals("required=true")) {
                    need = Device.Need.REQUIRED;
                } else if (!field.equals("required=false")) {
                    name = field.startsWith("name=") ? field.substring("name=".length()) : field;
                }
            }
            if (name.isEmpty()) {
                problems.error("bad-flag", "the flag --device needs the name of a device", value.span());
            }
            devices.add(new Device(name, need));
        }
        return devices;
    }
}
