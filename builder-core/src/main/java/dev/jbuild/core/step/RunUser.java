package dev.jbuild.core.step;

import dev.jbuild.core.sandbox.ProcessSpec;

/** Who a command runs as, and where that user is at home. */
record RunUser(ProcessSpec.Identity identity, String home) {}
