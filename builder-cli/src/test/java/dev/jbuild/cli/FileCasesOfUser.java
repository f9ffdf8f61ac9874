package dev.jbuild.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Builds the cases that lie in a directory, and leaves what came of each in a file {@code built} of it; store and outputs go to another directory. A program of its own, for a user. */
final class FileCasesOfUser {
    private FileCasesOfUser() {}

    public static void main(String[] args) throws IOException {
        Path home = Path.of(args[0]);
        Path memory = Path.of(args[1]);
        Program program = FileCasePlace.program(home, memory.resolve("store"));
        try (LoopbackServer server = new LoopbackServer();
                Stream<Path> places = Files.list(home.resolve("cases"))) {
            for (Path place : places.sorted().toList()) {
                List<String> built =
                        new FileCasePlace(place).build(program, server, memory.resolve(place.getFileName()));
                Files.write(place.resolve("built"), built, StandardCharsets.UTF_8);
            }
        }
        System.exit(0); // other threads may still wait for work
    }
}
