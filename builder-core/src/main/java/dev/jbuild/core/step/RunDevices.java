package dev.jbuild.core.step;

import dev.jbuild.core.device.DeviceGrant;
import dev.jbuild.core.device.MachineDevices;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.file.RootDirectories;
import dev.jbuild.core.plan.Op;
import java.io.IOException;
import java.util.Optional;

/** The devices that a RUN names. */
final class RunDevices {
    private final RootDirectories directories;

    RunDevices(RootDirectories directories) {
        this.directories = directories;
    }

    /** What they bring; one that it must have and that is not there is an error, others are left out. */
    DeviceGrant of(Op.Run op, String label) throws IOException {
        DeviceGrant all = DeviceGrant.NONE;
        if (op.surroundings().devices().isEmpty()) {
            return all;
        }
        MachineDevices devices = new MachineDevices(directories);
        for (Op.Run.Device device : op.surroundings().devices()) {
            Optional<DeviceGrant> found = devices.find(device.name());
            if (found.isEmpty() && device.required()) {
                throw BuildException.of(
                                ErrorCode.FEATURE_MISSING,
                                "%s: there is no device \"%s\" on this machine".formatted(label, device.name()))
                        .withHint("drop \",required\" to run without it");
            }
            all = all.and(found.orElse(DeviceGrant.NONE));
        }
        return all;
    }
}
