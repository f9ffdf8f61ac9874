/**
 * Devices of the machine that commands may be given: nodes of /dev, and what files of the Container Device Interface describe. Enter
 * at {@link dev.jbuild.core.device.MachineDevices}. Uses sandbox, tree, file, error.
 */
@NullMarked
package dev.jbuild.core.device;

import org.jspecify.annotations.NullMarked;
