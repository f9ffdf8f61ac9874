package dev.jbuild.exec.sandbox;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.sandbox.Capability;
import dev.jbuild.exec.host.OwnFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The capabilities of this process, which can hand on no others: a container that is as good as root may lack some. */
final class OwnCapabilities {
    private static final Pattern BOUNDING = Pattern.compile("(?m)^CapBnd:\\s*([0-9a-f]{1,16})$");

    private OwnCapabilities() {}

    /** All that this process could hand on. */
    static long all() throws IOException {
        byte[] status = OwnFiles.read(Path.of("/proc/self/status")).orElse(new byte[0]);
        Matcher bounding = BOUNDING.matcher(new String(status, StandardCharsets.ISO_8859_1));
        return bounding.find() ? Long.parseUnsignedLong(bounding.group(1), 16) : 0;
    }

    /**
     * What of a set is there, when some were added to it: all are all that there are, and a single one that lacks is an error.
     *
     * @param own those of this process
     */
    static long within(long set, Set<Capability> added, long own) {
        if (added.size() < Capability.values().length) {
            for (Capability capability : added) {
                if ((set & ~own & capability.bit()) != 0) {
                    throw BuildException.of(
                                    ErrorCode.FEATURE_MISSING,
                                    "cannot give the command " + capability.id() + ": jbuild itself lacks it here")
                            .withHint("leave it out, or run jbuild where root has it; ALL means those that there are");
                }
            }
        }
        return set & own;
    }
}
