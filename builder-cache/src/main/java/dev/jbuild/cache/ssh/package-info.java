/**
 * Agents for ssh: {@link dev.jbuild.cache.ssh.AgentSocket} is a socket of jbuild's own in front of a user's agent, or of keys that a user
 * named. Uses error.
 */
@NullMarked
package dev.jbuild.cache.ssh;

import org.jspecify.annotations.NullMarked;
