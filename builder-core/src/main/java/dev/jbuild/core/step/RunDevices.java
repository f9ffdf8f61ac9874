package dev.jbuild.core.step;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.file.FileKind;
import dev.jbuild.core.file.FileStat;
import dev.jbuild.core.file.RootDirectories;
import dev.jbuild.core.file.RootDirectory;
import dev.jbuild.core.file.UnsafePathException;
import dev.jbuild.core.plan.Op;
import dev.jbuild.core.sandbox.ProcessSpec;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The devices of the host that commands name: {@code fuse} and {@code /dev/fuse} are the same. Thread-safe. */
public final class RunDevices {
    private static final String DEVICES = "/dev";

    private final RootDirectories directories;

    public RunDevices(RootDirectories directories) {
        this.directories = directories;
    }

    /** Those of a RUN; one that it must have and that is not there is an error, others are left out. */
    List<ProcessSpec.Device> of(Op.Run op, String label) throws IOException {
        List<ProcessSpec.Device> found = new ArrayList<>();
        for (Op.Run.Device device : op.surroundings().devices()) {
            Optional<Path> host = find(device.name());
            if (host.isEmpty() && device.required()) {
                throw BuildException.of(
                                ErrorCode.FEATURE_MISSING,
                                "%s: there is no device \"%s\" on this machine".formatted(label, device.name()))
                        .withHint("drop \",required\" to run without it");
            }
            host.ifPresent(path -> found.add(new ProcessSpec.Device(path, path.toString())));
        }
        return found;
    }

    /** The device file that a name means; empty when there is none, or it is no device. Never leaves /dev. */
    public Optional<Path> find(String name) throws IOException {
        String relative = name.startsWith(DEVICES + "/") ? name.substring(DEVICES.length() + 1) : name;
        if (relative.isEmpty() || relative.startsWith("/")) {
            return Optional.empty();
        }
        try (RootDirectory root = directories.open(Path.of(DEVICES))) {
            TreePath path = root.resolve(TreePath.of(relative));
            return root.stat(path).filter(RunDevices::isDevice).map(stat -> Path.of(DEVICES, path.toString()));
        } catch (UnsafePathException | IllegalArgumentException e) {
            return Optional.empty(); // such as one with "..": no name of a device
        }
    }

    private static boolean isDevice(FileStat stat) {
        return stat.kind() == FileKind.CHARACTER_DEVICE || stat.kind() == FileKind.BLOCK_DEVICE;
    }
}
