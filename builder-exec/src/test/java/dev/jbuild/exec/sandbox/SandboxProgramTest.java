package dev.jbuild.exec.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.sandbox.Mount;
import dev.jbuild.core.sandbox.ProcessSpec;
import dev.jbuild.core.sandbox.RootFs;
import dev.jbuild.core.tree.Attributes;
import dev.jbuild.core.tree.LayerEntry;
import dev.jbuild.core.tree.LayerIndex;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import dev.jbuild.exec.program.Machine;
import dev.jbuild.exec.program.Program;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The programs themselves, in words: any change of what the sandbox does is seen here. */
class SandboxProgramTest {
    private static final DeviceGuard NO_GUARD = new DeviceGuard(DeviceGuard.Kind.NOT_NEEDED, Path.of("/"));
    private static final Path GOLDEN = Path.of("src/test/resources/programs");
    private static final byte[] RESOLV_CONF = "nameserver 192.0.2.1\n".getBytes(StandardCharsets.UTF_8);
    private static final Rights SUBORDINATE = new Rights(Rights.Kind.SUBORDINATE_IDS, "userns-1");
    private static final Rights SINGLE = new Rights(Rights.Kind.SINGLE_ID, "single");

    @Test
    void defaults() throws Exception {
        check("defaults", Rights.ROOT, spec(ProcessSpec.Network.HOST), new StreamsShape.Empty());
    }

    @Test
    void inAUserNamespace() throws Exception {
        check("user-namespace", SUBORDINATE, spec(ProcessSpec.Network.HOST), new StreamsShape.Empty());
    }

    @Test
    void withASingleIdAndNoNetwork() throws Exception {
        check("single-id", SINGLE, spec(ProcessSpec.Network.NONE), new StreamsShape.Empty());
    }

    @Test
    void withATerminal() throws Exception {
        StreamsShape terminal = new StreamsShape.Terminal(Path.of("/scratch/fifo"), 24, 80);
        check("terminal", Rights.ROOT, spec(ProcessSpec.Network.HOST), terminal);
    }

    @Test
    void withMounts() throws Exception {
        check(
                "mounts",
                Rights.ROOT,
                spec(
                        ProcessSpec.Network.HOST,
                        new Mount.Tmpfs("/run", 4096, 0700),
                        new Mount.Content(new byte[] {1}, "/run/secrets/id", new Attributes(0400, 1, 1, 0)),
                        new Mount.Bind(Path.of("/host/file"), "/link/file", Mount.Access.READ_ONLY)),
                new StreamsShape.Piped(Path.of("/scratch/fifo")));
    }

    @ParameterizedTest
    @EnumSource(Machine.class)
    void isTheSameOnAllMachinesButForNumbers(Machine machine) throws Exception {
        ProcessSpec spec = spec(ProcessSpec.Network.HOST);
        Program program = program(machine, Rights.ROOT, spec, new StreamsShape.Empty());
        Program other = program(Machine.X86_64, Rights.ROOT, spec, new StreamsShape.Empty());
        assertThat(program).hasToString(other.toString());
    }

    private static void check(String name, Rights rights, ProcessSpec spec, StreamsShape shape) throws Exception {
        String text = program(Machine.X86_64, rights, spec, shape).toString();
        Path golden = GOLDEN.resolve(name + ".txt");
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(GOLDEN);
            Files.writeString(golden, text);
        }
        assertThat(text).isEqualTo(Files.readString(golden));
    }

    private static Program program(Machine machine, Rights rights, ProcessSpec spec, StreamsShape shape)
            throws Exception {
        var surroundings = new SandboxProgram.Surroundings(
                machine,
                rights,
                KernelFeatures.ALL,
                SharedDirectory.at(Path.of("/shared")),
                NO_GUARD,
                Optional.empty());
        SandboxProgram step = new SandboxProgram(surroundings, spec, shape);
        PreludePolicy policy = step.policy(RESOLV_CONF);
        var place = policy.isShareable()
                ? new Prelude.Place("name", Path.of("/shared"), ControlGroup.none(), Prelude.Sharing.MANY)
                : new Prelude.Place("name", Path.of("/scratch"), ControlGroup.none(), Prelude.Sharing.ONE_COMMAND);
        return step.build(new PreludeProgram(surroundings, policy, place).build());
    }

    private static ProcessSpec spec(ProcessSpec.Network network, Mount... mounts) {
        Attributes attributes = new Attributes(0755, 0, 0, 1_000_000_000L);
        List<LayerEntry> entries = new ArrayList<>();
        for (String name : List.of("", "proc", "sys", "dev", "etc", "run", "var")) {
            entries.add(new LayerEntry.Present(TreePath.of(name), new TreeEntry.Directory(attributes)));
        }
        entries.add(new LayerEntry.Present(
                TreePath.of("link"), new TreeEntry.Symlink(attributes, new byte[] {'v', 'a', 'r'})));
        Tree tree = Tree.EMPTY.apply(new DiffId(Digest.of(new byte[0])), LayerIndex.ofUnsorted(entries));
        return new ProcessSpec(
                new RootFs(
                        Platform.host(),
                        tree,
                        List.of(Path.of("/store/base"), Path.of("/store/top")),
                        Path.of("/scratch")),
                List.of("make", "all"),
                List.of("PATH=/usr/bin:/bin"),
                "/src",
                new ProcessSpec.Identity(1000, 100, List.of(7L)),
                "buildkitsandbox",
                List.of(new ProcessSpec.HostEntry("host", "192.0.2.7")),
                network,
                ProcessSpec.Privileges.DEFAULT,
                ProcessSpec.Limits.NONE,
                List.of(mounts),
                ProcessSpec.Adjustments.NONE);
    }
}
