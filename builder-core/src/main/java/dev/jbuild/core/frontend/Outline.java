package dev.jbuild.core.frontend;

import java.util.List;

/**
 * What a user can give to the build of a target.
 *
 * @param name of the target; empty if it has none
 * @param description of the target; else empty
 * @param args that the target or a stage below it uses, in the order of the file
 * @param secrets that RUNs ask for, by id
 * @param agents of ssh that RUNs ask for, by id
 * @param cacheMounts ids, in the order of first use
 */
public record Outline(
        String name,
        String description,
        List<Arg> args,
        List<Credential> secrets,
        List<Credential> agents,
        List<String> cacheMounts) {

    public Outline {
        args = List.copyOf(args);
        secrets = List.copyOf(secrets);
        agents = List.copyOf(agents);
        cacheMounts = List.copyOf(cacheMounts);
    }

    /**
     * A variable that a user can set.
     *
     * @param description from the comment {@code # NAME description} right above ARG; else empty
     * @param value of this build; empty if it has none
     * @param line of its ARG, from 1
     */
    public record Arg(String name, String description, String value, int line) {}

    /** Something secret. */
    public record Credential(String id, Need need) {}

    /** Whether a build fails without it. */
    public enum Need {
        OPTIONAL,
        REQUIRED
    }
}
