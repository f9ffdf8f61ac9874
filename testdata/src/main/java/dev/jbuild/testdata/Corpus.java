package dev.jbuild.testdata;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A directory of cases, each a directory again, in the sources of this module, so that a test can also write there. */
public record Corpus(Path directory) {

    private static final String RESOURCES = "testdata/src/main/resources";

    /** The corpus of that path, as {@code dockerfiles/ok}. */
    public static Corpus of(String path) {
        for (Path top = Path.of("").toAbsolutePath(); top != null; top = top.getParent()) {
            if (Files.isDirectory(top.resolve(RESOURCES))) {
                return new Corpus(top.resolve(RESOURCES).resolve(path));
            }
        }
        throw new IllegalStateException(
                "no directory " + RESOURCES + " above " + Path.of("").toAbsolutePath());
    }

    /** The directories of the cases, sorted by name; at least one. */
    public List<Path> cases() throws IOException {
        try (Stream<Path> children = Files.list(directory)) {
            List<Path> cases = children.filter(Files::isDirectory).sorted().toList();
            if (cases.isEmpty()) {
                throw new IllegalStateException("no cases in " + directory);
            }
            return cases;
        }
    }
}
