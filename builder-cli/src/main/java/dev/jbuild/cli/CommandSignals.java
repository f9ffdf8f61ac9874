package dev.jbuild.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.jline.utils.Signals;

/**
 * Signals that this process gets and a command that it runs should have: they are handed on instead of ending the process. Those that
 * the JVM keeps to itself are not: SIGQUIT, at which it reports what its threads do, on standard error. Closing takes them back.
 */
public final class CommandSignals implements AutoCloseable {
    private static final Map<String, Integer> NUMBERS =
            Map.of("HUP", 1, "INT", 2, "USR1", 10, "USR2", 12, "ALRM", 14, "TERM", 15, "CONT", 18, "IO", 29, "PWR", 30);

    private final List<Registered> registered = new ArrayList<>();

    private record Registered(String name, Object before) {}

    private CommandSignals() {}

    /** Hands every signal on by its number; {@code to} is called by threads of the JVM. */
    public static CommandSignals to(IntConsumer to) {
        CommandSignals signals = new CommandSignals();
        NUMBERS.forEach((name, number) -> {
            Object before = Signals.register(name, () -> to.accept(number));
            if (before != null) {
                signals.registered.add(new Registered(name, before));
            }
        });
        return signals;
    }

    @Override
    public void close() {
        registered.forEach(signal -> Signals.unregister(signal.name(), signal.before()));
    }
}
