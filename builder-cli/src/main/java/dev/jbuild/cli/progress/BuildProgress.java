package dev.jbuild.cli.progress;

import dev.jbuild.cli.Console;
import dev.jbuild.cli.HostTerminal;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.progress.ProgressEvent;
import dev.jbuild.core.progress.ProgressSink;
import java.io.IOException;
import java.util.Optional;

/** The way of showing progress that the user chose. Closing ends it and gives the terminal back. */
public final class BuildProgress implements ProgressSink, AutoCloseable {
    private final ProgressSink sink;
    private final Closing closing;
    private final Optional<HostTerminal> terminal;

    private interface Closing {
        void close() throws IOException;
    }

    private BuildProgress(ProgressSink sink, Closing closing) {
        this(sink, closing, Optional.empty());
    }

    private BuildProgress(ProgressSink sink, Closing closing, Optional<HostTerminal> terminal) {
        this.sink = sink;
        this.closing = closing;
        this.terminal = terminal;
    }

    /** Opens {@code auto}, {@code plain}, {@code tty} or {@code quiet}; {@code none} is quiet, too. */
    public static BuildProgress open(String how, PlainProgress.Reasons reasons, Console console) throws IOException {
        return switch (how) {
            case "auto" ->
                console.errTerminal() == Console.Terminal.LIVE && reasons == PlainProgress.Reasons.SHORT
                        ? live(console)
                        : plain(console, reasons);
            case "tty" -> live(console);
            case "plain" -> plain(console, reasons);
            case "quiet", "none" -> new BuildProgress(ProgressSink.NONE, () -> {});
            default ->
                throw BuildException.of(
                        ErrorCode.USAGE, "got --progress \"" + how + "\", want auto, plain, tty or quiet");
        };
    }

    private static BuildProgress plain(Console console, PlainProgress.Reasons reasons) {
        return new BuildProgress(new PlainProgress(console.err(), reasons), console.err()::flush);
    }

    private static BuildProgress live(Console console) throws IOException {
        HostTerminal terminal = HostTerminal.open();
        LiveProgress table = new LiveProgress(console.err(), console.clock(), terminal);
        Closing both = () -> {
            table.close();
            terminal.close();
        };
        return new BuildProgress(table, both, Optional.of(terminal));
    }

    /** Work that may fail. */
    public interface Stillness {
        /** @param shared the terminal, when progress has it open */
        void run(Optional<HostTerminal> shared) throws IOException;
    }

    /** Shows nothing while this works, which has the terminal for itself; who has something to tell waits. */
    public void holdStill(Stillness work) throws IOException {
        synchronized (sink) { // both kinds of sinks lock themselves
            if (sink instanceof LiveProgress live) {
                live.clear();
            }
            work.run(terminal);
        }
    }

    @Override
    public void accept(ProgressEvent event) {
        sink.accept(event);
    }

    @Override
    public void close() throws IOException {
        closing.close();
    }
}
