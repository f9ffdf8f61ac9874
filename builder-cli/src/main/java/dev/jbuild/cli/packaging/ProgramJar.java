package dev.jbuild.cli.packaging;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;

/**
 * Makes the one jar that the program starts from: all modules' classes, rewritten so that they link nothing when they run, see
 * {@link LinkedClasses}. The libraries stay as they are beside it, but for picocli, see {@link ModernClasses}.
 *
 * <p>{@code ProgramJar LIB JBUILD.jar}: LIB has the jars of the libraries and of the modules; afterwards {@code jbuild.jar} is there
 * in place of the latter.
 */
public final class ProgramJar {
    private static final String OWN_PACKAGE = "dev/jbuild/cli/packaging/";

    private ProgramJar() {}

    public static void main(String[] args) throws IOException {
        Path lib = Path.of(args[0]);
        JarContent program = JarContent.read(Path.of(args[1]));
        List<String> libraries = new ArrayList<>();
        for (Path jar : jars(lib)) {
            String name = jar.getFileName().toString();
            if (name.startsWith("grammar-") || name.startsWith("builder-")) {
                program.add(JarContent.read(jar));
                Files.delete(jar);
            } else if (!name.equals("jbuild.jar")) {
                libraries.add(name);
            }
            if (name.startsWith("picocli-")) {
                JarContent picocli = JarContent.read(jar);
                picocli.classes().replaceAll((file, bytes) -> ModernClasses.rewrite(bytes, picocli.classes()));
                picocli.write(jar);
            }
        }
        program.manifest().getMainAttributes().put(Attributes.Name.CLASS_PATH, String.join(" ", libraries));
        program.classes().keySet().removeIf(name -> name.startsWith(OWN_PACKAGE));
        Map<String, byte[]> linked = new TreeMap<>(LinkedClasses.link(program.classes()));
        program.classes().putAll(linked);
        program.write(lib.resolve("jbuild.jar"));
    }

    private static List<Path> jars(Path directory) throws IOException {
        List<Path> jars = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.jar")) {
            files.forEach(jars::add);
        }
        jars.sort(null);
        return jars;
    }
}
