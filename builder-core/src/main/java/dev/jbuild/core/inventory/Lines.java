package dev.jbuild.core.inventory;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a file that nobody vouches for. A line that is too long is cut, and so is a file: what is read of it is bounded. Used by one
 * thread.
 */
final class Lines {
    private static final int MAX_LINE_BYTES = 64 * 1024; // 64 KiB
    private static final long MAX_BYTES = 256L * 1024 * 1024; // 256 MiB; Debian has some 60,000 packages in 60 MiB

    private final InputStream in;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long left = MAX_BYTES;

    Lines(InputStream in) {
        this.in = new BufferedInputStream(in);
    }

    /** Hears the lines of one file. */
    interface Reader {
        void read(Lines lines) throws IOException;
    }

    /** Without its end; null when there is none left. */
    @Nullable
    String next() throws IOException {
        line.reset();
        int b = -1;
        while (left > 0) {
            b = in.read();
            left--;
            if (b < 0 || b == '\n') {
                break;
            }
            if (line.size() < MAX_LINE_BYTES) {
                line.write(b);
            }
        }
        if (b != '\n' && line.size() == 0) {
            return null;
        }
        String text = line.toString(StandardCharsets.UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }
}
