package dev.jbuild.core.frontend;

import dev.jbuild.core.oci.Healthcheck;
import dev.jbuild.core.plan.Op;
import dev.jbuild.core.plan.Vertex.CachePolicy;
import dev.jbuild.core.plan.VertexId;
import dev.jbuild.grammar.Argument;
import dev.jbuild.grammar.Declaration;
import dev.jbuild.grammar.Instruction;
import dev.jbuild.grammar.Pair;
import dev.jbuild.grammar.text.Span;
import dev.jbuild.grammar.word.Word;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;

/** Plans the instructions of one stage, one after the other: each changes the stage's state, and some make a vertex. */
final class StagePlanner {

    /** ARGs that are for the builder and never get into an environment. */
    private static final Set<String> BUILDER_ARGS = Set.of("BUILDKIT_SBOM_SCAN_CONTEXT", "BUILDKIT_SBOM_SCAN_STAGE");

    private final Planning planning;
    private final StageState stage;
    private final RunPlanner runs;
    private final CopyPlanner copies;

    StagePlanner(Planning planning, StageState stage) {
        this.planning = planning;
        this.stage = stage;
        this.runs = new RunPlanner(planning);
        this.copies = new CopyPlanner(planning);
    }

    /** @throws InstructionException if the instruction cannot be planned; the state is then as before, or has a part of it */
    void plan(Placed placed) {
        placed.instruction().match(new Reader(placed));
    }

    private record Variable(String name, String value) {}

    /** One instruction. The answer of each method is whether it is one that a stage may hold. */
    private final class Reader implements Instruction.Cases<Boolean> {
        private final Placed placed;
        private final Substitution substitution;

        Reader(Placed placed) {
            this.placed = placed;
            this.substitution = planning.substitution(stage, placed);
        }

        @Override
        public Boolean from(Instruction.From from) {
            return false;
        }

        @Override
        public Boolean arg(Instruction.Arg arg) {
            List<String> declared = new ArrayList<>();
            for (Declaration declaration : arg.declarations()) {
                declared.add(planning.findings.attempt(() -> declare(arg, declaration), ""));
            }
            record("ARG " + String.join(" ", declared));
            return true;
        }

        private String declare(Instruction.Arg arg, Declaration declaration) {
            String name = declaration.name();
            Substitution.refuseNul(name, placed.at(declaration.span()));
            planning.warnings.secret("ARG", name, placed, declaration.span());
            Optional<String> value = Optional.ofNullable(
                            planning.request.buildArgs().get(name))
                    .or(() -> declaration.value().map(word -> substitution.text(word, declaration.span())))
                    .or(() -> planning.globals.value(name));
            if (value.isPresent() && !BUILDER_ARGS.contains(name)) {
                stage.setArg(name, value.get());
            }
            stage.declare(name, value.orElse(""));
            planning.outliner.declared(name, value.orElse(""), arg, declaration);
            return name + value.map(text -> "=" + text).orElse("");
        }

        @Override
        public Boolean env(Instruction.Env env) {
            List<Variable> variables = variables(env.pairs(), "ENV");
            for (Variable variable : variables) {
                planning.warnings.secret("ENV", variable.name, placed, env.span());
                stage.setEnv(variable.name, variable.value);
            }
            record("ENV " + text(variables));
            return true;
        }

        @Override
        public Boolean label(Instruction.Label label) {
            List<Variable> labels = variables(label.pairs(), "LABEL");
            labels.forEach(one -> stage.config.labels.put(one.name, one.value));
            record("LABEL " + text(labels));
            return true;
        }

        /** All pairs, expanded against what was set before the instruction. */
        private List<Variable> variables(List<Pair> pairs, String keyword) {
            List<Variable> variables = new ArrayList<>();
            for (Pair pair : pairs) {
                planning.findings.attempt(
                        () -> variables.add(new Variable(
                                name(pair.name(), pair.span(), keyword), substitution.text(pair.value(), pair.span()))),
                        false);
            }
            return variables;
        }

        private String name(Word word, Span span, String keyword) {
            String name = substitution.text(word, span);
            if (name.isEmpty()) {
                throw InstructionException.invalid(
                        "empty name in %s: got \"%s\", want NAME=value".formatted(keyword, word.source()),
                        placed.at(span));
            }
            return name;
        }

        private String text(List<Variable> variables) {
            StringJoiner text = new StringJoiner(" ");
            variables.forEach(variable -> text.add(variable.name + "=" + variable.value));
            return text.toString();
        }

        @Override
        public Boolean run(Instruction.Run run) {
            runs.plan(run, placed, stage);
            return true;
        }

        @Override
        public Boolean copy(Instruction.Copy copy) {
            copies.plan(copy, placed, stage);
            return true;
        }

        @Override
        public Boolean add(Instruction.Add add) {
            copies.plan(add, placed, stage);
            return true;
        }

        @Override
        public Boolean workdir(Instruction.Workdir workdir) {
            String path = text(workdir.path());
            planning.warnings.relativeWorkdir(
                    path, stage, placed, workdir.path().span());
            stage.hasWorkdir = true;
            stage.directory = PathLimits.checked(
                    UnixPath.resolve(stage.directory, path),
                    placed.at(workdir.path().span()));
            stage.config.workingDir = stage.directory;
            String createdBy = "WORKDIR " + stage.directory;
            if (stage.directory.equals("/")) {
                record(createdBy);
            } else {
                Op op = new Op.MakeDirectory(stage.directory, stage.config.user);
                VertexId vertex = planning.plan.step(
                        op, new Inputs(stage.rootfs), planning.label(stage), placed, placed.text(), CachePolicy.USE);
                stage.record(vertex, createdBy);
            }
            return true;
        }

        @Override
        public Boolean user(Instruction.User user) {
            stage.config.user = text(user.user());
            record("USER " + stage.config.user);
            return true;
        }

        @Override
        public Boolean volume(Instruction.Volume volume) {
            List<String> paths = new ArrayList<>();
            for (Argument argument : volume.paths()) {
                planning.findings.attempt(() -> paths.add(volume(argument)), false);
            }
            stage.config.volumes.addAll(paths);
            record("VOLUME " + GoText.plain(paths));
            return true;
        }

        private String volume(Argument argument) {
            String path = text(argument);
            if (path.isEmpty()) {
                throw InstructionException.invalid(
                        "empty path in VOLUME: got \"" + argument.source() + "\", want a directory",
                        placed.at(argument.span()));
            }
            return path;
        }

        @Override
        public Boolean expose(Instruction.Expose expose) {
            List<String> ports = new ArrayList<>();
            List<Argument> sorted = new ArrayList<>(expose.ports()); // as other builders do before they expand
            sorted.sort((a, b) -> a.source().compareTo(b.source()));
            for (Argument argument : sorted) {
                List<String> words = planning.findings.attempt(
                        () -> substitution.words(argument.word(), argument.span()), List.of());
                for (String word : words) {
                    Span span = placed.at(argument.span());
                    ports.addAll(planning.findings.attempt(() -> ports(word, span), List.of()));
                }
            }
            stage.config.exposedPorts.addAll(ports);
            record("EXPOSE " + GoText.plain(ports));
            return true;
        }

        private List<String> ports(String word, Span span) {
            try {
                Ports.Exposed exposed = Ports.parse(word);
                planning.budget.take(exposed.ports().size(), span);
                planning.warnings.ports(word, exposed, placed, span);
                return exposed.ports();
            } catch (IllegalArgumentException e) {
                throw InstructionException.invalid(String.valueOf(e.getMessage()), span);
            }
        }

        @Override
        public Boolean cmd(Instruction.Cmd cmd) {
            planning.warnings.repeated("CMD", stage, placed);
            planning.warnings.commandForm("CMD", cmd.command(), stage, placed);
            stage.hasCmd = true;
            stage.config.cmd = ShellCommand.args(cmd.command(), stage.config.shell);
            record("CMD " + GoText.quoted(stage.config.cmd));
            return true;
        }

        @Override
        public Boolean entrypoint(Instruction.Entrypoint entrypoint) {
            planning.warnings.repeated("ENTRYPOINT", stage, placed);
            planning.warnings.commandForm("ENTRYPOINT", entrypoint.command(), stage, placed);
            List<String> args = ShellCommand.args(entrypoint.command(), stage.config.shell);
            stage.config.entrypoint = args.isEmpty() ? null : args;
            if (!stage.hasCmd) {
                stage.config.cmd = null; // a command of the base was meant for the base's entrypoint
            }
            record("ENTRYPOINT " + GoText.quoted(args));
            return true;
        }

        @Override
        public Boolean healthcheck(Instruction.Healthcheck healthcheck) {
            planning.warnings.repeated("HEALTHCHECK", stage, placed);
            Healthcheck check = HealthConfig.of(healthcheck.health());
            stage.config.healthcheck = check;
            record("HEALTHCHECK &{%s %s %s %s %s %s}"
                    .formatted(
                            GoText.quoted(check.test()),
                            duration(check.interval()),
                            duration(check.timeout()),
                            duration(check.startPeriod()),
                            duration(check.startInterval()),
                            GoText.quotedCharacter(check.retries())));
            return true;
        }

        private String duration(Duration duration) {
            return GoText.quoted(GoText.duration(duration));
        }

        @Override
        public Boolean shell(Instruction.Shell shell) {
            stage.config.shell = shell.args();
            record("SHELL " + GoText.plain(shell.args()));
            return true;
        }

        @Override
        public Boolean stopsignal(Instruction.Stopsignal stopsignal) {
            String signal = text(stopsignal.signal());
            if (!Signals.isSignal(signal)) {
                throw InstructionException.invalid(
                        "unknown signal \"" + signal + "\": want a name such as SIGTERM, or a number",
                        placed.at(stopsignal.signal().span()));
            }
            stage.config.stopSignal = signal;
            record("STOPSIGNAL " + signal);
            return true;
        }

        @Override
        public Boolean onbuild(Instruction.Onbuild onbuild) {
            stage.config.onBuild.add(onbuild.expression());
            return true;
        }

        @Override
        public Boolean maintainer(Instruction.Maintainer maintainer) {
            stage.author = maintainer.name();
            record("MAINTAINER " + maintainer.name());
            return true;
        }

        /** A row of history for an instruction that makes no vertex. */
        private void record(String createdBy) {
            planning.budget.takeText(createdBy.length(), placed.line());
            stage.record(createdBy);
        }

        private String text(Argument argument) {
            return substitution.text(argument.word(), argument.span());
        }
    }
}
