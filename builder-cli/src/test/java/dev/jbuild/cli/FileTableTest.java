package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tables of {@code testdata/copy} from the command line, with files on disk, as whatever user runs the tests. */
class FileTableTest {
    @TempDir
    static Path directory;

    private static Program program;

    @BeforeAll
    static void start() {
        program = new Program(directory, directory.resolve("store"));
    }

    static List<FileTable.Row> rows() {
        return FileTable.rows().stream()
                .filter(row -> !row.isImpossible() && (!row.needsRoot() || HostFiles.isRoot()))
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void putsFilesWhereTheTableSays(FileTable.Row row) throws IOException {
        Path place = directory.resolve(row.id());
        FileTable.make(row, place);
        List<String> built = FileTable.build(program, place);
        if (row.row().sections().containsKey("error")) {
            assertThat(built).singleElement().asString().startsWith("error" + code(row));
        } else {
            assertThat(built).isEqualTo(FileTable.expected(row));
        }
    }

    private static String code(FileTable.Row row) {
        String expected = row.row().expected().get(0);
        return expected.substring(0, expected.indexOf(']') + 1);
    }

    /** Nothing of this needs a directory form. */
    @AfterAll
    static void nothingWasUnpacked() throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve("store/layers"))) {
            assertThat(files.filter(path -> path.endsWith("lower"))).isEmpty();
        }
    }
}
