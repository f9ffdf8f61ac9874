package dev.jbuild.core.frontend;

import dev.jbuild.core.oci.Healthcheck;
import dev.jbuild.grammar.Command;
import dev.jbuild.grammar.Health;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What HEALTHCHECK writes into an image config. */
final class HealthConfig {

    private HealthConfig() {}

    static Healthcheck of(Health health) {
        return health.match(new Health.Cases<Healthcheck>() {
            @Override
            public Healthcheck none(Health.None none) {
                return new Healthcheck(List.of("NONE"), Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, 0);
            }

            @Override
            public Healthcheck check(Health.Check check) {
                return new Healthcheck(
                        test(check.command()),
                        check.interval(),
                        check.timeout(),
                        check.startPeriod(),
                        check.startInterval(),
                        check.retries());
            }
        });
    }

    /** The shell of a health check is the one of the image when the container runs. */
    private static List<String> test(Command command) {
        List<String> test = new ArrayList<>();
        command.match(new Command.Cases<Boolean>() {
            @Override
            public Boolean shell(Command.Shell line) {
                return test.addAll(List.of("CMD-SHELL", line.text()));
            }

            @Override
            public Boolean exec(Command.Exec exec) {
                return test.add("CMD") && test.addAll(exec.args());
            }
        });
        return test;
    }
}
