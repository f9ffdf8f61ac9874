package dev.jbuild.core.frontend;

/**
 * A stage that can be built.
 *
 * @param name empty if the stage has none
 * @param description from the comment {@code # name description} right above FROM; else empty
 * @param base as written
 * @param platform as written in --platform; else empty
 * @param line of its FROM, from 1
 */
public record Target(String name, String description, Choice choice, String base, String platform, int line) {

    /** Whether a build without a target means it. */
    public enum Choice {
        DEFAULT,
        OTHER
    }
}
