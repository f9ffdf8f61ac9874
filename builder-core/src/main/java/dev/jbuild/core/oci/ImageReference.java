package dev.jbuild.core.oci;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The address of an image: registry/repository[:tag][@digest], with Docker's rules for short names ({@code debian} is
 * {@code docker.io/library/debian:latest}).
 *
 * @param registry host and port, never empty; Docker's own is {@code docker.io}
 * @param tag empty when only a digest was given
 * @param digest null when none was given
 */
public record ImageReference(
        String registry,
        String repository,
        String tag,
        @Nullable Digest digest) {
    private static final String DOCKER = "docker.io";
    private static final String LATEST = "latest";

    public ImageReference {
        Objects.requireNonNull(registry, "registry");
        if (!ReferenceGrammar.isRepository(repository)) {
            throw new IllegalArgumentException("got repository \"" + repository
                    + "\", want lower-case letters, digits and single separators . _ __ - between them");
        }
        if (!ReferenceGrammar.isRegistry(registry)) {
            throw new IllegalArgumentException("got registry \"" + registry + "\", want host[:port]");
        }
        if (!tag.isEmpty() && !ReferenceGrammar.isTag(tag)) {
            throw new IllegalArgumentException(
                    "got tag \"" + tag + "\", want up to 128 letters, digits, _ . and -, the first no . or -");
        }
        if (tag.isEmpty() && digest == null) {
            tag = LATEST;
        }
    }

    /** Reads a reference as a user writes it; throws IllegalArgumentException, whose message says what was wanted. */
    public static ImageReference parse(String text) {
        String rest = text;
        Digest digest = null;
        int at = rest.indexOf('@');
        if (at >= 0) {
            digest = Digest.parse(rest.substring(at + 1));
            rest = rest.substring(0, at);
        }
        String registry = DOCKER;
        int slash = rest.indexOf('/');
        if (slash > 0 && isRegistry(rest.substring(0, slash))) {
            registry = rest.substring(0, slash);
            rest = rest.substring(slash + 1);
        }
        String tag = "";
        int colon = rest.lastIndexOf(':');
        if (colon > rest.lastIndexOf('/')) {
            tag = rest.substring(colon + 1);
            rest = rest.substring(0, colon);
            if (tag.isEmpty()) {
                throw new IllegalArgumentException("got an empty tag in \"" + text + "\"");
            }
        }
        if (registry.equals("index.docker.io")) {
            registry = DOCKER;
        }
        if (registry.equals(DOCKER) && rest.indexOf('/') < 0 && !rest.isEmpty()) {
            rest = "library/" + rest;
        }
        return new ImageReference(registry, rest, tag, digest);
    }

    public Optional<Digest> digestIfAny() {
        return Optional.ofNullable(digest);
    }

    /** The same repository, by this tag alone. */
    public ImageReference withTag(String other) {
        return new ImageReference(registry, repository, other, null);
    }

    /** The same reference, pinned to a digest. */
    public ImageReference withDigest(Digest other) {
        return new ImageReference(registry, repository, tag, other);
    }

    /** As people write it: without docker.io and library. */
    public String familiar() {
        String name = familiarName();
        return name + (tag.isEmpty() ? "" : ":" + tag) + (digest == null ? "" : "@" + digest);
    }

    /** The repository as people write it, without tag and digest. */
    public String familiarName() {
        if (!registry.equals(DOCKER)) {
            return registry + "/" + repository;
        }
        return repository.startsWith("library/") ? repository.substring("library/".length()) : repository;
    }

    // By hand, as those of the compiler are linked when first used: milliseconds at every start of the program.
    @Override
    public boolean equals(Object object) {
        return object instanceof ImageReference other
                && repository.equals(other.repository)
                && registry.equals(other.registry)
                && tag.equals(other.tag)
                && Objects.equals(digest, other.digest);
    }

    @Override
    public int hashCode() {
        return 31 * repository.hashCode() + tag.hashCode();
    }

    /** The full form, which {@link #parse} reads back. */
    @Override
    public String toString() {
        return registry + "/" + repository + (tag.isEmpty() ? "" : ":" + tag) + (digest == null ? "" : "@" + digest);
    }

    private static boolean isRegistry(String first) {
        return first.indexOf('.') >= 0
                || first.indexOf(':') >= 0
                || first.equals("localhost")
                || !first.equals(first.toLowerCase(java.util.Locale.ROOT));
    }
}
