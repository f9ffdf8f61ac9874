package dev.jbuild.cache.git;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.eclipse.jgit.transport.URIish;

/**
 * By which hash a repository names its objects. One of SHA-256 says so at the beginning of what its server sends; JGit reads past it, and
 * then the server ends the conversation without a word.
 */
final class ObjectFormat {
    private static final String OTHER = "object-format=sha256";
    private static final int BEGINNING_BYTES = 4096; // what a server can do takes a few hundred
    private static final int GIT_PORT = 9418;

    private ObjectFormat() {}

    static NoRepositoryException refusal() {
        return new NoRepositoryException(
                "its objects are named by SHA-256, which cannot be read; want a repository of SHA-1");
    }

    /** The stream itself, which ends with {@link #refusal} where it says that the format is another one. */
    static InputStream watched(InputStream in) {
        return new Watched(in);
    }

    /** Whether a server of git's own protocol says that the format is another one. Asked only when a conversation has failed. */
    static boolean isOther(URIish address, Duration timeout) {
        String host = address.getHost();
        int port = address.getPort() > 0 ? address.getPort() : GIT_PORT;
        String request = "git-upload-pack " + address.getPath() + "\0host=" + host + ":" + port + "\0\0version=2\0";
        byte[] bytes = request.getBytes(StandardCharsets.UTF_8);
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), (int) timeout.toMillis());
            socket.setSoTimeout((int) timeout.toMillis());
            socket.getOutputStream().write("%04x".formatted(bytes.length + 4).getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(bytes);
            socket.shutdownOutput(); // who has nothing to ask is told all there is, and the server ends
            watched(socket.getInputStream()).readNBytes(BEGINNING_BYTES);
            return false;
        } catch (NoRepositoryException e) {
            return true;
        } catch (IOException e) {
            return false; // then what was known before is said
        }
    }

    private static final class Watched extends FilterInputStream {
        private final StringBuilder beginning = new StringBuilder();

        Watched(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = in.read(bytes, offset, length);
            if (count > 0 && beginning.length() < BEGINNING_BYTES) {
                int looked = Math.min(count, BEGINNING_BYTES - beginning.length());
                beginning.append(new String(bytes, offset, looked, StandardCharsets.ISO_8859_1));
                if (beginning.indexOf(OTHER) >= 0) {
                    throw refusal();
                }
            }
            return count;
        }
    }
}
