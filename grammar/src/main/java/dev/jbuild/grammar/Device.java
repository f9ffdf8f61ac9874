package dev.jbuild.grammar;

/** A device that a RUN wants. */
public record Device(String name, Need need) {

    /** Whether the step fails without it. */
    public enum Need {
        OPTIONAL,
        REQUIRED
    }
}
