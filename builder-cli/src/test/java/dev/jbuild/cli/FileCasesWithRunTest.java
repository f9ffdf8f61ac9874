package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.files.FileCase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The cases that run commands, by the packaged program in its sandbox: as root, and as an ordinary user. */
class FileCasesWithRunTest {

    @Test
    @Tag("root")
    void makeTheseLayers() throws IOException {
        try (PackagedProgram program = PackagedProgram.here().withBusybox()) {
            build(program);
        }
    }

    @Test
    @Tag("rootless")
    void makeTheSameLayersForAnOrdinaryUser() throws IOException {
        try (PackagedProgram program = PackagedProgram.ofOrdinaryUser().withBusybox()) {
            build(program);
        }
    }

    private static void build(PackagedProgram program) throws IOException {
        for (FileCase files : FileCase.all()) {
            if (files.runsCommands()) {
                FileCasePlace place = FileCasePlace.make(
                        files, program.directory().resolve(files.name()), new HostRecipe(OptionalLong.empty()));
                program.own();
                List<String> command = new ArrayList<>(List.of(
                        "build",
                        "-q",
                        "-o",
                        "type=oci,tar=false,compression=uncompressed,dest=" + files.name() + "/layout"));
                command.addAll(place.args(java.util.Map.of()));
                program.runs(command.toArray(String[]::new));
                List<String> built =
                        FileCase.ofRun(place.layers(place.directory().resolve("layout")));
                if (Boolean.getBoolean("golden.update")) {
                    files.record(built);
                }
                assertThat(built).as(files.name()).isEqualTo(files.expected());
            }
        }
    }
}
