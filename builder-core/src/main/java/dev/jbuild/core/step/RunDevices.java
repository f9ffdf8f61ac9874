package dev.jbuild.core.step;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.plan.Op;
import dev.jbuild.core.solver.StepRequest;

/** Devices that a RUN asks for: those that it must have and that nobody offers are an error, others are left out. */
final class RunDevices {
    private RunDevices() {}

    static void check(Op.Run op, StepRequest request) {
        for (Op.Run.Device device : op.surroundings().devices()) {
            if (device.required()) {
                throw BuildException.of(
                                ErrorCode.FEATURE_MISSING,
                                "%s: no device \"%s\" is offered to builds"
                                        .formatted(request.vertex().label(), device.name()))
                        .withHint("drop \",required\" to run without it");
            }
        }
    }
}
