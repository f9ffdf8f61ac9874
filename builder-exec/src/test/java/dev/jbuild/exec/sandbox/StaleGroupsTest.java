package dev.jbuild.exec.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.exec.host.CgroupHierarchies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Groups that nobody will ever remove are removed before the next command; those of others are not. */
@Tag("root")
class StaleGroupsTest extends SandboxFixture {
    private final List<Path> made = new ArrayList<>();

    @AfterEach
    void remove() throws IOException {
        for (Path group : made) {
            Files.deleteIfExists(group);
        }
    }

    @Test
    void whatKilledBuildsLeftIsRemovedAndNothingElse() throws Exception {
        String namespace =
                Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString().replaceAll("[^0-9]", "");
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        List<Path> stale = groups(ended.pid() + "-" + namespace);
        List<Path> living = groups(ProcessHandle.current().pid() + "-" + namespace);
        List<Path> elsewhere = groups(ended.pid() + "-1");
        List<Path> foreign = groups("x");

        assertThat(out("echo ran")).isEqualTo("ran\n");

        assertThat(stale).isNotEmpty().allSatisfy(group -> assertThat(group).doesNotExist());
        assertThat(living).allSatisfy(group -> assertThat(group).exists());
        assertThat(elsewhere).allSatisfy(group -> assertThat(group).exists());
        assertThat(foreign).allSatisfy(group -> assertThat(group).exists());
    }

    /** One in each hierarchy. */
    private List<Path> groups(String owner) throws IOException {
        List<Path> parents = new ArrayList<>();
        CgroupHierarchies.read().forEach(hierarchy -> parents.add(hierarchy.own()));
        CgroupHierarchies.unified().ifPresent(parents::add);
        List<Path> groups = new ArrayList<>();
        for (Path parent : parents) {
            groups.add(Files.createDirectory(parent.resolve("jbuild-" + owner + "-" + UUID.randomUUID())));
        }
        made.addAll(groups);
        return groups;
    }
}
