package dev.jbuild.cli.command;

import dev.jbuild.core.device.DeviceGrant;
import dev.jbuild.core.device.MachineDevices;
import dev.jbuild.core.file.RootDirectories;
import dev.jbuild.core.sandbox.ProcessSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The values of {@code run --device}: {@code PATH[:DST[:rwm]]}, a node of the host's /dev; or the name of a device that a file of the
 * Container Device Interface describes. Each must be allowed.
 */
final class ContainerDevices {
    private static final String WANTED = "a device below /dev, with :DST and :rwm if wanted, or one of CDI";

    private final RootDirectories directories;
    private final Set<String> allowed;

    ContainerDevices(RootDirectories directories, Set<String> allowed) {
        this.directories = directories;
        this.allowed = allowed;
    }

    DeviceGrant find(List<String> texts) throws IOException {
        DeviceGrant all = DeviceGrant.NONE;
        for (String text : texts) {
            all = all.and(find(text));
        }
        return all;
    }

    private DeviceGrant find(String text) throws IOException {
        List<String> parts = List.of(text.split(":", -1));
        String name = text.contains("=") ? text : parts.get(0);
        Allowances.need(allowed, Allowances.DEVICE + "=" + name, "--device=" + name);
        MachineDevices devices = new MachineDevices(directories);
        Optional<Path> node = devices.node(name);
        if (node.isPresent()) {
            return node(text, parts, node.get());
        }
        return Optional.of(text)
                .filter(name::equals)
                .flatMap(whole -> found(devices, whole))
                .orElseThrow(() -> BuildOptions.wrong("--device", text, WANTED));
    }

    private static Optional<DeviceGrant> found(MachineDevices devices, String name) {
        try {
            return devices.find(name);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** As Docker has it, what stands alone behind the colon may be the access. */
    private static DeviceGrant node(String text, List<String> parts, Path host) {
        String second = parts.size() > 1 ? parts.get(1) : host.toString();
        boolean accessOnly = parts.size() == 2 && ProcessSpec.Device.isAccess(second);
        String path = accessOnly ? host.toString() : second;
        String access = accessOnly ? second : parts.size() == 3 ? parts.get(2) : "rwm";
        if (parts.size() > 3 || !path.startsWith("/") || !ProcessSpec.Device.isAccess(access)) {
            throw BuildOptions.wrong("--device", text, WANTED);
        }
        return new DeviceGrant(List.of(new ProcessSpec.Device(host, path, access)), List.of(), List.of());
    }
}
