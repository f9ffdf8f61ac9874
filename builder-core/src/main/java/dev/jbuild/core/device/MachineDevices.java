package dev.jbuild.core.device;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.file.FileKind;
import dev.jbuild.core.file.FileStat;
import dev.jbuild.core.file.RootDirectories;
import dev.jbuild.core.file.RootDirectory;
import dev.jbuild.core.file.UnsafePathException;
import dev.jbuild.core.sandbox.Mount;
import dev.jbuild.core.sandbox.ProcessSpec;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the devices of this machine by name: {@code fuse} and {@code /dev/fuse} are the same node; {@code vendor.com/class=name},
 * {@code vendor.com/class=*} and {@code vendor.com/class} are what the files of the Container Device Interface say, and so is a name
 * that BuildKit's annotation gives to several. Thread-safe.
 */
public final class MachineDevices {
    private static final String DEVICES = "/dev";
    private static final List<Path> SPECS =
            List.of(Path.of("/etc/cdi"), Path.of("/var/run/cdi"), Path.of("/etc/buildkit/cdi"));

    private final RootDirectories directories;
    private final CdiSpecs specs;

    public MachineDevices(RootDirectories directories) {
        this(directories, SPECS);
    }

    /** @param specs directories with files of the Container Device Interface; what a later one says of a device holds */
    MachineDevices(RootDirectories directories, List<Path> specs) {
        this.directories = directories;
        this.specs = new CdiSpecs(directories, specs);
    }

    /** What a name means; empty when there is no such device here. */
    public Optional<DeviceGrant> find(String name) throws IOException {
        Optional<Path> node = node(name);
        if (node.isPresent()) {
            String path = node.get().toString();
            return Optional.of(DeviceGrant.of(new ProcessSpec.Device(node.get(), path)));
        }
        List<CdiSpecs.Found> found = specs.find(name);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        DeviceGrant all = DeviceGrant.NONE;
        for (CdiSpecs.Found device : found) {
            all = all.and(grant(device.name(), device.spec().edits()))
                    .and(grant(device.name(), device.device().edits()));
        }
        return Optional.of(all);
    }

    /** The device file that a name means; empty when there is none, or it is no device. Never leaves /dev. */
    public Optional<Path> node(String name) throws IOException {
        String relative = name.startsWith(DEVICES + "/") ? name.substring(DEVICES.length() + 1) : name;
        if (relative.isEmpty() || relative.startsWith("/")) {
            return Optional.empty();
        }
        try (RootDirectory root = directories.open(Path.of(DEVICES))) {
            TreePath path = root.resolve(TreePath.of(relative));
            return root.stat(path).filter(MachineDevices::isDevice).map(stat -> Path.of(DEVICES, path.toString()));
        } catch (UnsafePathException | IllegalArgumentException e) {
            return Optional.empty(); // such as one with "..": no name of a device
        }
    }

    private static boolean isDevice(FileStat stat) {
        return stat.kind() == FileKind.CHARACTER_DEVICE || stat.kind() == FileKind.BLOCK_DEVICE;
    }

    private DeviceGrant grant(String name, CdiSpec.Edits edits) throws IOException {
        if (!edits.unknown().isEmpty()) {
            throw BuildException.of(
                            ErrorCode.FEATURE_MISSING,
                            "the device \"" + name + "\" asks for " + String.join(", ", edits.unknown())
                                    + ", which jbuild does not carry out")
                    .withHint("jbuild takes env, deviceNodes and mounts of a device; programs of the host are never run"
                            + " for one");
        }
        List<ProcessSpec.Device> nodes = new ArrayList<>();
        for (CdiSpec.Node node : edits.nodes()) {
            Path host = node(node.hostPath()).orElseThrow(() -> missing(name, node.hostPath()));
            nodes.add(new ProcessSpec.Device(host, node.path(), node.access()));
        }
        List<Mount> mounts = new ArrayList<>();
        for (CdiSpec.Bind bind : edits.binds()) {
            mounts.add(new Mount.Bind(hostFile(name, bind.hostPath()), bind.containerPath(), bind.access()));
        }
        return new DeviceGrant(nodes, edits.env(), mounts);
    }

    private Path hostFile(String name, String path) throws IOException {
        try (RootDirectory root = directories.open(Path.of("/"))) {
            TreePath real = root.resolve(TreePath.clean(path));
            return root.stat(real).map(stat -> Path.of("/", real.toString())).orElseThrow(() -> missing(name, path));
        } catch (UnsafePathException | IllegalArgumentException e) {
            throw missing(name, path);
        }
    }

    private static BuildException missing(String name, String path) {
        return BuildException.of(
                ErrorCode.FEATURE_MISSING,
                "the device \"" + name + "\" needs \"" + path + "\", which is not on this machine");
    }
}
