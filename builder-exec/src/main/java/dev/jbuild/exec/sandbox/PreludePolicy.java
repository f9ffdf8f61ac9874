package dev.jbuild.exec.sandbox;

import dev.jbuild.core.sandbox.ProcessSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * All that the first part of a sandbox's program depends upon of a command and its image: {@link PreludeProgram} sees nothing else of
 * them.
 *
 * @param devices of the host, which the command may use
 */
record PreludePolicy(
        StreamsShape shape, KernelFileSystems.Asked kernel, List<ProcessSpec.Device> devices, EtcFiles.Wanted etc) {

    /** True when nothing in it is of one command alone, so that others may have the same. */
    boolean isShareable() {
        return shape instanceof StreamsShape.Empty
                && kernel.network() != ProcessSpec.Network.PRIVATE
                && devices.isEmpty();
    }

    /** True when both are shareable and make the same program. Said by hand: Java makes a record's own comparison when it is first asked. */
    boolean isSharedWith(PreludePolicy other) {
        return isShareable()
                && other.isShareable()
                && kernel.network() == other.kernel.network()
                && kernel.privileges() == other.kernel.privileges()
                && kernel.shmBytes() == other.kernel.shmBytes()
                && etc.hostname().equals(other.etc.hostname())
                && Arrays.equals(etc.hosts(), other.etc.hosts())
                && Arrays.equals(etc.resolvConf(), other.etc.resolvConf())
                && areSame(etc.points(), other.etc.points());
    }

    private static boolean areSame(List<MountPoint> points, List<MountPoint> others) {
        for (int i = 0; i < points.size(); i++) {
            MountPoint point = points.get(i);
            MountPoint other = others.get(i);
            if (!point.path().equals(other.path())
                    || point.kind() != other.kind()
                    || !point.within().equals(other.within())) {
                return false;
            }
        }
        return points.size() == others.size();
    }

    /** Where the network is its own, the servers that it has. */
    EtcFiles.Wanted etc(Optional<PrivateNetwork> network) {
        return network.isEmpty()
                ? etc
                : new EtcFiles.Wanted(etc.hostname(), etc.hosts(), network.get().resolvConf(), etc.points());
    }
}
