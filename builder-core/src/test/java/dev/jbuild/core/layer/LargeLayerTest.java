package dev.jbuild.core.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Layers of many files and of large ones in a heap of 64 MiB: nothing is kept but what the index says. */
class LargeLayerTest {

    @Tag("slow")
    @Test
    void twoHundredThousandFilesFitIntoASmallHeap() throws Exception {
        assertThat(run("files", "200000", "100"))
                .contains("write")
                .contains("read")
                .contains("merge")
                .contains("digest");
    }

    @Test
    void aLargeFileTakesNoMemory() throws Exception {
        assertThat(run("zeros", "" + (1L << 29))).contains("write");
    }

    private static String run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                LargeLayer.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
