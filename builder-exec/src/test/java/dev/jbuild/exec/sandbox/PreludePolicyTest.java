package dev.jbuild.exec.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.sandbox.ProcessSpec;
import dev.jbuild.core.tree.TreePath;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PreludePolicyTest {
    private static final StreamsShape EMPTY = new StreamsShape.Empty();
    private static final KernelFileSystems.Asked KERNEL =
            new KernelFileSystems.Asked(ProcessSpec.Network.HOST, ProcessSpec.Privileges.DEFAULT, 4096);
    private static final MountPoint HOSTS =
            new MountPoint(TreePath.of("etc/hosts"), MountPoint.Kind.FILE, Optional.empty());
    private static final EtcFiles.Wanted ETC = etc("host", "hosts", "servers", HOSTS);
    private static final PreludePolicy USUAL = new PreludePolicy(EMPTY, KERNEL, List.of(), ETC);

    private static EtcFiles.Wanted etc(String hostname, String hosts, String servers, MountPoint point) {
        return new EtcFiles.Wanted(hostname, hosts.getBytes(), servers.getBytes(), List.of(point));
    }

    private static PreludePolicy with(EtcFiles.Wanted etc) {
        return new PreludePolicy(EMPTY, KERNEL, List.of(), etc);
    }

    private static PreludePolicy with(ProcessSpec.Network network, ProcessSpec.Privileges privileges, long shmBytes) {
        return new PreludePolicy(EMPTY, new KernelFileSystems.Asked(network, privileges, shmBytes), List.of(), ETC);
    }

    @Test
    void isSharedByWhatIsTheSame() {
        assertThat(USUAL.isSharedWith(with(etc("host", "hosts", "servers", HOSTS))))
                .isTrue();
        PreludePolicy alone = with(ProcessSpec.Network.NONE, ProcessSpec.Privileges.INSECURE, 1);
        assertThat(alone.isSharedWith(alone)).isTrue();
    }

    static Stream<PreludePolicy> others() {
        var device = new ProcessSpec.Device(Path.of("/dev/fuse"), "/dev/fuse", "rwm");
        MountPoint elsewhere = new MountPoint(TreePath.of("run/hosts"), MountPoint.Kind.FILE, Optional.empty());
        MountPoint within = new MountPoint(HOSTS.path(), MountPoint.Kind.FILE, Optional.of(TreePath.of("etc")));
        return Stream.of(
                new PreludePolicy(new StreamsShape.Piped(Path.of("/fifo")), KERNEL, List.of(), ETC),
                new PreludePolicy(new StreamsShape.Terminal(Path.of("/fifo"), 24, 80), KERNEL, List.of(), ETC),
                new PreludePolicy(EMPTY, KERNEL, List.of(device), ETC),
                with(ProcessSpec.Network.NONE, ProcessSpec.Privileges.DEFAULT, 4096),
                with(ProcessSpec.Network.PRIVATE, ProcessSpec.Privileges.DEFAULT, 4096),
                with(ProcessSpec.Network.HOST, ProcessSpec.Privileges.INSECURE, 4096),
                with(ProcessSpec.Network.HOST, ProcessSpec.Privileges.NO_NEW_PRIVILEGES, 4096),
                with(ProcessSpec.Network.HOST, ProcessSpec.Privileges.DEFAULT, 8192),
                with(etc("other", "hosts", "servers", HOSTS)),
                with(etc("host", "others", "servers", HOSTS)),
                with(etc("host", "hosts", "others", HOSTS)),
                with(etc("host", "hosts", "servers", elsewhere)),
                with(etc("host", "hosts", "servers", within)));
    }

    @ParameterizedTest
    @MethodSource("others")
    void isNotSharedByWhatDiffers(PreludePolicy other) {
        assertThat(USUAL.isSharedWith(other)).isFalse();
        assertThat(other.isSharedWith(USUAL)).isFalse();
    }

    @Test
    void isNotSharedByWhatHasSomethingOfOneCommand() {
        for (PreludePolicy other : others().toList()) {
            boolean alone = !(other.shape() instanceof StreamsShape.Empty)
                    || !other.devices().isEmpty()
                    || other.kernel().network() == ProcessSpec.Network.PRIVATE;
            assertThat(other.isShareable()).isEqualTo(!alone);
            assertThat(other.isSharedWith(other)).isEqualTo(!alone);
        }
    }
}
