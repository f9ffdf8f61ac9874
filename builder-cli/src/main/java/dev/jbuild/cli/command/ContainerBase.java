package dev.jbuild.cli.command;

import dev.jbuild.core.image.ContainerCommit;
import dev.jbuild.core.oci.ContainerConfig;
import dev.jbuild.core.oci.DiffId;
import java.util.List;

/**
 * What a container is made from.
 *
 * @param image config and layers, for a commit
 * @param config of the container before options
 */
record ContainerBase(ContainerCommit.Base image, ContainerConfig config) {

    List<DiffId> chain() {
        return image.config().diffIds();
    }
}
