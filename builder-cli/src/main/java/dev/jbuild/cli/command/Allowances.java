package dev.jbuild.cli.command;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.error.NearNames;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What {@code --allow} lets commands have beyond the default: the one gate for all of it. */
final class Allowances {
    static final String INSECURE = "security.insecure";
    static final String HOST_NETWORK = "network.host";
    static final String DEVICE = "device";
    static final String KINDS = INSECURE + ", " + HOST_NETWORK + ", " + DEVICE + " or device=NAME";

    private Allowances() {}

    /** Reads the values of the option. */
    static Set<String> parse(List<String> texts) {
        Set<String> allowed = new HashSet<>();
        for (String text : texts) {
            boolean device =
                    text.equals(DEVICE) || text.startsWith(DEVICE + "=") && text.length() > DEVICE.length() + 1;
            if (!device && !text.equals(INSECURE) && !text.equals(HOST_NETWORK)) {
                List<String> known = List.of(INSECURE, HOST_NETWORK, DEVICE);
                throw BuildException.of(
                        ErrorCode.USAGE,
                        "got --allow \"" + text + "\", want " + KINDS + NearNames.suggestion(text, known));
            }
            allowed.add(text);
        }
        return allowed;
    }

    /** Refuses what an option asks for unless it is allowed. */
    static void need(Set<String> allowed, String entitlement, String option) {
        boolean given =
                allowed.contains(entitlement) || entitlement.startsWith(DEVICE + "=") && allowed.contains(DEVICE);
        if (!given) {
            throw BuildException.of(
                            ErrorCode.PRIVILEGE_NEEDED,
                            option + " is not allowed: it weakens the isolation of the command")
                    .withHint("pass --allow " + entitlement + " if you trust the image");
        }
    }
}
