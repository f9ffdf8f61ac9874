package dev.jbuild.core.device;

import dev.jbuild.core.sandbox.Mount;
import java.util.List;

/**
 * One file of the Container Device Interface, as far as jbuild carries it out.
 *
 * @param kind {@code vendor.com/class}
 * @param edits what each of its devices brings along
 * @see <a href="https://github.com/cncf-tags/container-device-interface/blob/main/SPEC.md">CDI specification</a>
 */
record CdiSpec(String kind, List<Device> devices, Edits edits) {

    CdiSpec {
        devices = List.copyOf(devices);
    }

    /** @param group the name by which BuildKit lets several devices be asked for, "" for none */
    record Device(String name, String group, Edits edits) {}

    /**
     * Changes to a container.
     *
     * @param unknown names of changes that jbuild does not make
     */
    record Edits(List<String> env, List<Node> nodes, List<Bind> binds, List<String> unknown) {
        static final Edits NONE = new Edits(List.of(), List.of(), List.of(), List.of());

        Edits {
            env = List.copyOf(env);
            nodes = List.copyOf(nodes);
            binds = List.copyOf(binds);
            unknown = List.copyOf(unknown);
        }
    }

    /** @param access some of {@code r}, {@code w} and {@code m} */
    record Node(String path, String hostPath, String access) {}

    record Bind(String hostPath, String containerPath, Mount.Access access) {}
}
