package dev.jbuild.cache.git;

import com.jcraft.jsch.ChannelExec;
import com.jcraft.jsch.JSchException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;

/** A command on the other side of an SSH session, as JGit wants to see it. */
final class RemoteCommand extends Process {
    private static final long POLL_MILLIS = 10;

    private final ChannelExec channel;
    private final InputStream out;
    private final InputStream err;
    private final OutputStream in;

    private RemoteCommand(ChannelExec channel) throws IOException {
        this.channel = channel;
        this.out = ObjectFormat.watched(channel.getInputStream());
        this.err = channel.getErrStream();
        this.in = channel.getOutputStream();
    }

    static RemoteCommand start(ChannelExec channel, int timeoutMillis) throws IOException, JSchException {
        RemoteCommand command = new RemoteCommand(channel);
        channel.connect(timeoutMillis);
        return command;
    }

    @Override
    public OutputStream getOutputStream() {
        return in;
    }

    @Override
    public InputStream getInputStream() {
        return out;
    }

    @Override
    public InputStream getErrorStream() {
        return err;
    }

    @Override
    public int waitFor() throws InterruptedException {
        while (!channel.isClosed()) {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        return exitValue();
    }

    @Override
    public int exitValue() {
        if (!channel.isClosed()) {
            throw new IllegalThreadStateException("the command still runs");
        }
        return channel.getExitStatus();
    }

    @Override
    public void destroy() {
        channel.disconnect();
    }
}
