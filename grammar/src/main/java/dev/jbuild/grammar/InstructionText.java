package dev.jbuild.grammar;

import dev.jbuild.grammar.Instruction.Network;
import dev.jbuild.grammar.Instruction.Security;
import dev.jbuild.grammar.syntax.Heredoc;
import dev.jbuild.grammar.syntax.PairForm;
import dev.jbuild.grammar.text.JsonString;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** One instruction as one line, without its heredocs. */
final class InstructionText implements Instruction.Cases<String> {

    /** The texts that stand below an instruction. */
    static List<Heredoc> heredocs(Instruction instruction) {
        if (instruction instanceof Instruction.Onbuild onbuild) {
            return onbuild.trigger().map(InstructionText::heredocs).orElse(List.of());
        }
        if (instruction instanceof Instruction.Run run) {
            return run.heredocs();
        }
        if (instruction instanceof Instruction.Copy copy) {
            return inline(copy.sources());
        }
        return instruction instanceof Instruction.Add add ? inline(add.sources()) : List.of();
    }

    private static List<Heredoc> inline(List<CopySource> sources) {
        return sources.stream()
                .filter(CopySource.Inline.class::isInstance)
                .map(source -> ((CopySource.Inline) source).heredoc())
                .toList();
    }

    @Override
    public String from(Instruction.From from) {
        String name = from.name().isEmpty() ? "" : " " + from.as() + " " + from.nameAsWritten();
        return new FlagText("FROM")
                .value("platform", from.platform().source())
                .line(from.image().source() + name);
    }

    @Override
    public String arg(Instruction.Arg arg) {
        return new FlagText("ARG")
                .line(arg.declarations().stream()
                        .map(one -> one.name()
                                + one.value().map(word -> "=" + word.source()).orElse(""))
                        .collect(Collectors.joining(" ")));
    }

    @Override
    public String env(Instruction.Env env) {
        return new FlagText("ENV").line(pairs(env.pairs(), env.form()));
    }

    @Override
    public String label(Instruction.Label label) {
        return new FlagText("LABEL").line(pairs(label.pairs(), label.form()));
    }

    private static String pairs(List<Pair> pairs, PairForm form) {
        String between = form == PairForm.LEGACY ? " " : "=";
        return pairs.stream()
                .map(pair -> pair.name().source() + between + pair.value().source())
                .collect(Collectors.joining(" "));
    }

    @Override
    public String run(Instruction.Run run) {
        FlagText text = new FlagText("RUN");
        run.mounts().forEach(mount -> text.value("mount", mount.source()));
        text.value("network", run.network() == Network.DEFAULT ? "" : lower(run.network()));
        text.value("security", run.security() == Security.SANDBOX ? "" : lower(run.security()));
        for (Device device : run.devices()) {
            text.value("device", device.name() + (device.need() == Device.Need.REQUIRED ? ",required" : ""));
        }
        return text.line(command(run.command()));
    }

    @Override
    public String copy(Instruction.Copy copy) {
        FlagText text = new FlagText("COPY")
                .value("from", copy.from())
                .value("chown", copy.chown().source())
                .value("chmod", copy.chmod().source())
                .toggle("link", copy.link())
                .toggle("parents", copy.parents());
        copy.excludes().forEach(exclude -> text.value("exclude", exclude));
        return text.line(PathText.of(copy.sources(), copy.destination()));
    }

    @Override
    public String add(Instruction.Add add) {
        FlagText text = new FlagText("ADD")
                .value("chown", add.chown().source())
                .value("chmod", add.chmod().source())
                .value("checksum", add.checksum().source())
                .toggle("link", add.link())
                .toggle("keep-git-dir", add.keepGitDir())
                .toggle("unpack", add.unpack());
        add.excludes().forEach(exclude -> text.value("exclude", exclude));
        return text.line(PathText.of(add.sources(), add.destination()));
    }

    @Override
    public String workdir(Instruction.Workdir workdir) {
        return new FlagText("WORKDIR").line(workdir.path().source());
    }

    @Override
    public String user(Instruction.User user) {
        return new FlagText("USER").line(user.user().source());
    }

    @Override
    public String volume(Instruction.Volume volume) {
        return new FlagText("VOLUME")
                .line(PathText.of(volume.paths().stream().map(Argument::source).toList()));
    }

    @Override
    public String expose(Instruction.Expose expose) {
        return new FlagText("EXPOSE")
                .line(expose.ports().stream().map(Argument::source).collect(Collectors.joining(" ")));
    }

    @Override
    public String cmd(Instruction.Cmd cmd) {
        return new FlagText("CMD").line(command(cmd.command()));
    }

    @Override
    public String entrypoint(Instruction.Entrypoint entrypoint) {
        return new FlagText("ENTRYPOINT").line(command(entrypoint.command()));
    }

    @Override
    public String healthcheck(Instruction.Healthcheck healthcheck) {
        return healthcheck.health().match(new Health.Cases<>() {
            @Override
            public String none(Health.None health) {
                return "HEALTHCHECK NONE";
            }

            @Override
            public String check(Health.Check check) {
                return new FlagText("HEALTHCHECK")
                        .duration("interval", check.interval())
                        .duration("timeout", check.timeout())
                        .duration("start-period", check.startPeriod())
                        .duration("start-interval", check.startInterval())
                        .value("retries", check.retries() == 0 ? "" : String.valueOf(check.retries()))
                        .line("CMD " + command(check.command()));
            }
        });
    }

    @Override
    public String shell(Instruction.Shell shell) {
        return new FlagText("SHELL").line(exec(shell.args()));
    }

    @Override
    public String stopsignal(Instruction.Stopsignal stopsignal) {
        return new FlagText("STOPSIGNAL").line(stopsignal.signal().source());
    }

    @Override
    public String onbuild(Instruction.Onbuild onbuild) {
        // The image keeps the trigger as it is written, blanks at its end too, so nothing is changed here either.
        String expression = onbuild.expression();
        int heredocs = expression.indexOf('\n');
        return "ONBUILD " + (heredocs < 0 ? expression : expression.substring(0, heredocs));
    }

    @Override
    public String maintainer(Instruction.Maintainer maintainer) {
        return new FlagText("MAINTAINER").line(maintainer.name());
    }

    /** A JSON array of strings. */
    static String exec(List<String> args) {
        return args.stream().map(JsonString::quote).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String command(Command command) {
        return command.match(new Command.Cases<>() {
            @Override
            public String shell(Command.Shell shell) {
                return shell.text();
            }

            @Override
            public String exec(Command.Exec exec) {
                return InstructionText.exec(exec.args());
            }
        });
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
