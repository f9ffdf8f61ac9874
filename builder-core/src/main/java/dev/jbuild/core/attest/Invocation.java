package dev.jbuild.core.attest;

import dev.jbuild.core.oci.Platform;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a user asked for, and when. Values of secrets are not in it, only their names.
 *
 * @param source the context and the Dockerfile
 * @param arguments {@code build-arg:A}, {@code label:A}, {@code target} and the like, by BuildKit's names
 * @param secrets the ids of the secrets that the build was given
 * @param ssh the ids of the agents
 * @param builderPlatform what the machine is
 * @param moment null where the times of the build are not to be told, as they would make each build another one
 */
public record Invocation(
        Source source,
        Map<String, String> arguments,
        List<String> secrets,
        List<String> ssh,
        Platform builderPlatform,
        @Nullable Moment moment) {

    public Invocation {
        arguments = new TreeMap<>(arguments);
        secrets = List.copyOf(secrets);
        ssh = List.copyOf(ssh);
    }

    /**
     * Where instructions and files came from.
     *
     * @param remote the context, when it is a repository or a download
     * @param dockerfile name and text
     * @param locals names of contexts that lie on the machine that builds
     * @param fetched what else was fetched as a context
     */
    public record Source(Optional<Material> remote, Text dockerfile, List<String> locals, List<Material> fetched) {
        public Source {
            locals = List.copyOf(locals);
            fetched = List.copyOf(fetched);
        }
    }

    /** A file of instructions. */
    public record Text(String name, String content) {}

    /** Which build, and from when to when. */
    public record Moment(String build, Instant started, Instant finished) {}
}
