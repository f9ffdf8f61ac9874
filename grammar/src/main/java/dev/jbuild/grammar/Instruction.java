package dev.jbuild.grammar;

import dev.jbuild.grammar.mount.MountOptions;
import dev.jbuild.grammar.syntax.Heredoc;
import dev.jbuild.grammar.syntax.Origin;
import dev.jbuild.grammar.syntax.PairForm;
import dev.jbuild.grammar.text.Span;
import dev.jbuild.grammar.word.Word;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One instruction, its form checked, nothing expanded. A {@link Word} is to be expanded, a string is not. A flag that was not given is the
 * empty word, the empty string or {@code UNSET}; given and empty means the same.
 */
public sealed interface Instruction {

    Origin origin();

    <R> R match(Cases<R> cases);

    default Span span() {
        return origin().span();
    }

    /** A flag that is on, off, or not given. */
    enum Switch {
        UNSET,
        ON,
        OFF
    }

    /** What a RUN sees of the network. */
    enum Network {
        DEFAULT,
        NONE,
        HOST,
        PRIVATE
    }

    /** What a RUN may do. */
    enum Security {
        SANDBOX,
        INSECURE
    }

    /**
     * Begins a stage.
     *
     * @param name lower case; empty if there is none
     * @param as the word {@code AS} as written; empty without a name
     */
    record From(Origin origin, Argument image, Word platform, String name, String as, String nameAsWritten)
            implements Instruction {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.from(this);
        }
    }

    /** Declares variables; each sees those before it. */
    record Arg(Origin origin, List<Declaration> declarations) implements Instruction {
        public Arg {
            declarations = List.copyOf(declarations);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.arg(this);
        }
    }

    /** Sets variables of all that follows, all against the values before the instruction. */
    record Env(Origin origin, List<Pair> pairs, PairForm form) implements Instruction {
        public Env {
            pairs = List.copyOf(pairs);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.env(this);
        }
    }

    /** Sets labels of the image. */
    record Label(Origin origin, List<Pair> pairs, PairForm form) implements Instruction {
        public Label {
            pairs = List.copyOf(pairs);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.label(this);
        }
    }

    /** Runs a command and keeps what it changes. */
    record Run(
            Origin origin,
            Command command,
            List<Heredoc> heredocs,
            List<MountOptions> mounts,
            Network network,
            Security security,
            List<Device> devices)
            implements Instruction {
        public Run {
            heredocs = List.copyOf(heredocs);
            mounts = List.copyOf(mounts);
            devices = List.copyOf(devices);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.run(this);
        }
    }

    /**
     * Puts files of a context, a stage or an image into the image.
     *
     * @param from stage, number, image or named context; empty for the build context
     * @param excludes patterns as in {@code .dockerignore}
     */
    record Copy(
            Origin origin,
            List<CopySource> sources,
            Argument destination,
            String from,
            Word chown,
            Word chmod,
            Switch link,
            Switch parents,
            List<String> excludes)
            implements Instruction {
        public Copy {
            sources = List.copyOf(sources);
            excludes = List.copyOf(excludes);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.copy(this);
        }
    }

    /** Puts files, archives, downloads or repositories into the image. */
    record Add(
            Origin origin,
            List<CopySource> sources,
            Argument destination,
            Word chown,
            Word chmod,
            Word checksum,
            Switch link,
            Switch keepGitDir,
            Switch unpack,
            List<String> excludes)
            implements Instruction {
        public Add {
            sources = List.copyOf(sources);
            excludes = List.copyOf(excludes);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.add(this);
        }
    }

    /** Changes the directory for all that follows. */
    record Workdir(Origin origin, Argument path) implements Instruction {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.workdir(this);
        }
    }

    /** Changes user and group for all that follows. */
    record User(Origin origin, Argument user) implements Instruction {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.user(this);
        }
    }

    /** Declares directories that live outside of the image's layers. */
    record Volume(Origin origin, List<Argument> paths) implements Instruction {
        public Volume {
            paths = List.copyOf(paths);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.volume(this);
        }
    }

    /** Declares ports; each is to be expanded to words ({@link Word#expand} and its {@code words()}). */
    record Expose(Origin origin, List<Argument> ports) implements Instruction {
        public Expose {
            ports = List.copyOf(ports);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.expose(this);
        }
    }

    /** The default command, or the default arguments of the entrypoint. */
    record Cmd(Origin origin, Command command) implements Instruction {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.cmd(this);
        }
    }

    /** The command that a container starts. */
    record Entrypoint(Origin origin, Command command) implements Instruction {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.entrypoint(this);
        }
    }

    /** How to see whether a container is well. */
    record Healthcheck(Origin origin, Health health) implements Instruction {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.healthcheck(this);
        }
    }

    /** The shell of commands in shell form that follow; at least one word. */
    record Shell(Origin origin, List<String> args) implements Instruction {
        public Shell {
            args = List.copyOf(args);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.shell(this);
        }
    }

    /** The signal that stops a container. */
    record Stopsignal(Origin origin, Argument signal) implements Instruction {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.stopsignal(this);
        }
    }

    /**
     * An instruction for those who build upon this image.
     *
     * @param inner the place and text of the trigger
     * @param readable the trigger; null if it is no instruction, which is {@link Dockerfile#latent}
     * @param expression the trigger as an image config keeps it, heredocs behind their line; {@link DockerfileParser#parseOnbuild} reads it
     */
    record Onbuild(Origin origin, Origin inner, @Nullable Instruction readable, String expression)
            implements Instruction {

        /** The trigger, if it is an instruction. */
        public Optional<Instruction> trigger() {
            return Optional.ofNullable(readable);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.onbuild(this);
        }
    }

    /** The author; a label is better. */
    record Maintainer(Origin origin, String name) implements Instruction {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.maintainer(this);
        }
    }

    /** One method for each instruction, so that a new one fails to compile where it is not handled. */
    interface Cases<R> {
        R from(From instruction);

        R arg(Arg instruction);

        R env(Env instruction);

        R label(Label instruction);

        R run(Run instruction);

        R copy(Copy instruction);

        R add(Add instruction);

        R workdir(Workdir instruction);

        R user(User instruction);

        R volume(Volume instruction);

        R expose(Expose instruction);

        R cmd(Cmd instruction);

        R entrypoint(Entrypoint instruction);

        R healthcheck(Healthcheck instruction);

        R shell(Shell instruction);

        R stopsignal(Stopsignal instruction);

        R onbuild(Onbuild instruction);

        R maintainer(Maintainer instruction);
    }
}
