package dev.jbuild.cli;

import dev.jbuild.cli.progress.LiveProgress;
import dev.jbuild.core.sandbox.ProcessIo;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.ControlChar;
import org.jline.terminal.Attributes.InputFlag;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Attributes.OutputFlag;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/**
 * The terminal that the user sits at: its size, and raw mode for a command that has a terminal of its own. Closing restores its
 * mode. Thread-safe.
 */
public final class HostTerminal implements Closeable, LiveProgress.Size, ProcessIo.Terminal.TerminalSize {
    private static final int DEFAULT_ROWS = 24;
    private static final int DEFAULT_COLUMNS = 80;

    private final Terminal terminal;
    private final List<Runnable> listeners = new ArrayList<>();
    private final Attributes before;

    private HostTerminal(Terminal terminal) {
        this.terminal = terminal;
        this.before = terminal.getAttributes();
        terminal.handle(Terminal.Signal.WINCH, signal -> changed());
    }

    /** Opens the process's terminal; it must have one. */
    public static HostTerminal open() throws IOException {
        return new HostTerminal(TerminalBuilder.builder()
                .system(true)
                .dumb(true)
                .nativeSignals(true)
                .signalHandler(Terminal.SignalHandler.SIG_DFL)
                .build());
    }

    /** Whether what is typed is seen. */
    public enum Echo {
        SHOWN,
        HIDDEN
    }

    /** One line that the user types. */
    public String ask(String prompt, Echo echo) throws IOException {
        Attributes typing = new Attributes(before);
        typing.setLocalFlag(Attributes.LocalFlag.ECHO, echo == Echo.SHOWN);
        terminal.setAttributes(typing);
        terminal.writer().print(prompt);
        terminal.writer().flush();
        StringBuilder line = new StringBuilder();
        try {
            for (int c = terminal.reader().read();
                    c >= 0 && c != '\n' && c != '\r';
                    c = terminal.reader().read()) {
                line.append((char) c);
            }
        } finally {
            terminal.setAttributes(before);
        }
        if (echo == Echo.HIDDEN) {
            terminal.writer().println();
            terminal.writer().flush();
        }
        return line.toString();
    }

    /** Hands every key on as it is typed, without echo, Ctrl-C too; and shows what comes as it is: cfmakeraw(3). */
    public void enterRawMode() {
        Attributes raw = new Attributes(before);
        raw.setInputFlags(
                EnumSet.of(
                        InputFlag.IGNBRK,
                        InputFlag.BRKINT,
                        InputFlag.PARMRK,
                        InputFlag.ISTRIP,
                        InputFlag.INLCR,
                        InputFlag.IGNCR,
                        InputFlag.ICRNL,
                        InputFlag.IXON),
                false);
        raw.setOutputFlag(OutputFlag.OPOST, false);
        raw.setLocalFlags(
                EnumSet.of(LocalFlag.ECHO, LocalFlag.ECHONL, LocalFlag.ICANON, LocalFlag.ISIG, LocalFlag.IEXTEN),
                false);
        raw.setControlChar(ControlChar.VMIN, 1);
        raw.setControlChar(ControlChar.VTIME, 0);
        terminal.setAttributes(raw);
    }

    /** Undoes {@link #enterRawMode}. */
    public void leaveRawMode() {
        terminal.setAttributes(before);
    }

    @Override
    public int rows() {
        return positive(terminal.getSize().getRows(), DEFAULT_ROWS);
    }

    @Override
    public int columns() {
        return positive(size().getColumns(), DEFAULT_COLUMNS);
    }

    private Size size() {
        return terminal.getSize();
    }

    private static int positive(int value, int otherwise) {
        return value > 0 ? value : otherwise;
    }

    @Override
    public synchronized void onChange(Runnable listener) {
        listeners.add(listener);
    }

    private synchronized void changed() {
        listeners.forEach(Runnable::run);
    }

    @Override
    public void close() throws IOException {
        terminal.setAttributes(before);
        terminal.close();
    }
}
