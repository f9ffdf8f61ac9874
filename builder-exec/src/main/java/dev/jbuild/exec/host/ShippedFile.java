package dev.jbuild.exec.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/**
 * A file that comes with the program. The packaged program has it beside its jar, because the first resource that is read from a jar
 * makes Java read the list of all that are in it.
 */
public final class ShippedFile {
    private ShippedFile() {}

    /** The file beside the program, which need not be there. */
    public static Path place(String name) {
        String jars = System.getProperty("java.class.path", "");
        int end = jars.indexOf(':');
        return Path.of(end < 0 ? jars : jars.substring(0, end)).toAbsolutePath().resolveSibling(name);
    }

    /** Its bytes, from beside the program, else from the resources beside a class. */
    public static byte[] read(Class<?> home, String name) throws IOException {
        Path place = place(name);
        if (OwnFiles.exists(place)) {
            return OwnFiles.read(place).orElseThrow(() -> new IOException("cannot read " + place));
        }
        return resource(home, name);
    }

    /** Its bytes as they were when the class was compiled. */
    public static byte[] resource(Class<?> home, String name) throws IOException {
        try (InputStream in = home.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("no resource " + name);
            }
            return in.readAllBytes();
        }
    }
}
