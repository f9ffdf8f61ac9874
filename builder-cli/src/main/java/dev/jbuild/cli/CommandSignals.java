package dev.jbuild.cli;

import dev.jbuild.exec.calls.QuitStandIn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.jline.utils.Signals;

/**
 * Signals that this process gets and a command that it runs should have: they are handed on instead of ending the process, or, as
 * SIGQUIT, of having the JVM report what its threads do. Closing takes them back.
 */
public final class CommandSignals implements AutoCloseable {
    private static final Map<String, Integer> NUMBERS =
            Map.of("HUP", 1, "INT", 2, "USR1", 10, "USR2", 12, "ALRM", 14, "TERM", 15, "CONT", 18, "IO", 29, "PWR", 30);

    private final List<Registered> registered = new ArrayList<>();
    private Optional<QuitStandIn> quit = Optional.empty();

    private record Registered(String name, Object before) {}

    private CommandSignals() {}

    /** Hands every signal on by its number; {@code to} is called by threads of the JVM. */
    public static CommandSignals to(IntConsumer to) {
        CommandSignals signals = new CommandSignals();
        NUMBERS.forEach((name, number) -> signals.register(name, () -> to.accept(number)));
        if (signals.register(QuitStandIn.NAME, () -> to.accept(QuitStandIn.QUIT))) {
            signals.quit = Optional.of(QuitStandIn.begin());
        }
        return signals;
    }

    private boolean register(String name, Runnable handler) {
        Object before = Signals.register(name, handler);
        if (before == null) {
            return false;
        }
        registered.add(new Registered(name, before));
        return true;
    }

    @Override
    public void close() {
        quit.ifPresent(QuitStandIn::close); // first, as nothing handles what comes instead any more
        registered.forEach(signal -> Signals.unregister(signal.name(), signal.before()));
    }
}
