package dev.jbuild.cli.progress;

import dev.jbuild.cli.Console;
import dev.jbuild.cli.HostTerminal;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.progress.ProgressEvent;
import dev.jbuild.core.progress.ProgressSink;
import java.io.IOException;

/** The way of showing progress that the user chose. Closing ends it and gives the terminal back. */
public final class BuildProgress implements ProgressSink, AutoCloseable {
    private final ProgressSink sink;
    private final Closing closing;

    private interface Closing {
        void close() throws IOException;
    }

    private BuildProgress(ProgressSink sink, Closing closing) {
        this.sink = sink;
        this.closing = closing;
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
        return new BuildProgress(table, () -> {
            table.close();
            terminal.close();
        });
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
