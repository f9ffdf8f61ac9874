package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Names that are no text, by the packaged program in locales that have other text, or none, or are not there. */
@Tag("root")
class LocalesTest {

    @Test
    void doNotMatterToNames() throws IOException {
        try (PackagedProgram program = PackagedProgram.here()) {
            program.files("ctx", "Dockerfile", "FROM scratch\nCOPY ?.txt ä.md /dst/\nCOPY sub /dst/sub\n");
            PackagedProgram.host(
                    "sh",
                    "-c",
                    "cd \"$0\" && mkdir sub && : >\"$(printf '\\377.txt')\" && : >\"$(printf '\\303\\244.txt')\" && : >\"$(printf '\\303\\244.md')\" && : >\"$(printf 'sub/\\344\\n\\033')\"",
                    program.directory().resolve("ctx").toString());
            String id = "";
            for (String locale : new String[] {"C.UTF-8", "C", "POSIX", "de_DE.ISO-8859-1", "de_DE.UTF-8"}) {
                program.env("LC_ALL", locale).runs("-q", "--no-cache", "-o", "type=tar,dest=out.tar", "ctx");
                assertThat(id.isEmpty() || program.out().equals(id)).as(locale).isTrue();
                id = program.out();
                assertThat(PackagedProgram.host(
                                "env",
                                "LC_ALL=C",
                                "tar",
                                "tf",
                                program.directory().resolve("out.tar").toString()))
                        .contains("dst/\\377.txt", "dst/\\303\\244.txt", "dst/\\303\\244.md", "dst/sub/\\344\\n\\033");
                program.runs("context", "ls", "ctx");
                assertThat(program.out()).contains("\\xff.txt").contains("\\xe4\\x0a\\x1b");
            }
        }
    }
}
