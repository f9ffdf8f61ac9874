package dev.jbuild.core.context;

/**
 * The bytes of a Dockerfile. Not to be changed.
 *
 * @param name as people know it
 */
public record DockerfileText(String name, byte[] bytes) {}
