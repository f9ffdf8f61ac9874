package dev.jbuild.grammar;

import java.util.List;

/** What RUN, CMD, ENTRYPOINT and HEALTHCHECK start. Variables in it are the business of whoever starts it. */
public sealed interface Command {

    <R> R match(Cases<R> cases);

    /** Text for the shell of the moment; possibly empty. */
    record Shell(String text) implements Command {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.shell(this);
        }
    }

    /** Program and arguments, started as they are; possibly empty, which takes an inherited command away. */
    record Exec(List<String> args) implements Command {

        public Exec {
            args = List.copyOf(args);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.exec(this);
        }
    }

    /** One method for each form. */
    interface Cases<R> {
        R shell(Shell command);

        R exec(Exec command);
    }
}
