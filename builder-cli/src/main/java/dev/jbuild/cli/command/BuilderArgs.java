package dev.jbuild.cli.command;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.image.ImageSet;
import dev.jbuild.core.oci.Platform;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Build arguments that speak to the builder about the whole build, by BuildKit's names; those about a RUN, a cache mount or the checks
 * are the front end's.
 *
 * @param values of all build arguments, by name
 */
record BuilderArgs(Map<String, String> values) {
    private static final String MULTI_PLATFORM = "BUILDKIT_MULTI_PLATFORM";
    private static final String INLINE_CACHE = "BUILDKIT_INLINE_CACHE";
    private static final String SYNTAX = "BUILDKIT_SYNTAX";
    private static final List<String> SCANS = List.of("BUILDKIT_SBOM_SCAN_CONTEXT", "BUILDKIT_SBOM_SCAN_STAGE");
    private static final Set<String> TRUE = Set.of("1", "t", "T", "true", "TRUE", "True");
    private static final Set<String> FALSE = Set.of("0", "f", "F", "false", "FALSE", "False");
    private static final Set<String> DOCKERFILE_READERS = Set.of("dockerfile", "dockerfile-upstream", "dockerfile.v0");

    /** When the images have an index around them: always where BUILDKIT_MULTI_PLATFORM is true. */
    ImageSet.Index index(List<Platform> platforms) {
        String value = text(MULTI_PLATFORM);
        if (!value.isEmpty() && !TRUE.contains(value) && !FALSE.contains(value)) {
            throw BuildException.of(
                    ErrorCode.USAGE, "build-arg %s: got \"%s\", want true or false".formatted(MULTI_PLATFORM, value));
        }
        if (FALSE.contains(value) && platforms.size() > 1) {
            throw BuildException.of(
                            ErrorCode.USAGE,
                            "build-arg %s: got \"%s\" and %d platforms, which need an index"
                                    .formatted(MULTI_PLATFORM, value, platforms.size()))
                    .withHint("leave out %s, or name one platform".formatted(MULTI_PLATFORM));
        }
        return TRUE.contains(value) ? ImageSet.Index.ALWAYS : ImageSet.Index.WHERE_NEEDED;
    }

    /** Whether contexts that are repositories keep their {@code .git}; what is no truth value says no. */
    ContextPlaces.KeptGit keptGit() {
        return isTrue("BUILDKIT_CONTEXT_KEEP_GIT_DIR") ? ContextPlaces.KeptGit.YES : ContextPlaces.KeptGit.NO;
    }

    /**
     * Says which of them have no effect here, and what to do instead.
     *
     * @param directive the value of the file's {@code # syntax=}; empty for none
     */
    void printNotes(String directive, PrintStream out) {
        for (String note : notes(directive)) {
            out.println("warning: " + note);
        }
    }

    private List<String> notes(String directive) {
        List<String> notes = new ArrayList<>(2);
        if (isTrue(INLINE_CACHE)) {
            notes.add("build-arg " + INLINE_CACHE + " has no effect: no image carries a cache here"
                    + "\n  try: keep the store (JBUILD_ROOT) from build to build, everything is cached in it");
        }
        for (String name : SCANS) {
            if (!text(name).isEmpty() && !FALSE.contains(text(name))) {
                notes.add("build-arg " + name + " has no effect: --sbom lists what is in the image"
                        + "\n  try: --sbom with --target, for what is in a stage");
            }
        }
        boolean overridden = !text(SYNTAX).isEmpty();
        String reader = overridden ? text(SYNTAX) : directive;
        if (!reader.isEmpty() && !readsDockerfiles(reader)) {
            notes.add((overridden ? "build-arg " + SYNTAX : "# syntax=") + " has no effect: got \"" + reader
                    + "\", no other front end is fetched"
                    + "\n  try: docker/dockerfile, whose language this is");
        }
        return notes;
    }

    /** Whether a front end is the one for Dockerfiles, maybe of a mirror: by the last part of its name. */
    private static boolean readsDockerfiles(String reader) {
        String name = upTo(reader.strip(), ' ');
        name = upTo(upTo(name.substring(name.lastIndexOf('/') + 1), '@'), ':');
        return DOCKERFILE_READERS.contains(name);
    }

    private static String upTo(String text, char end) {
        int at = text.indexOf(end);
        return at < 0 ? text : text.substring(0, at);
    }

    private boolean isTrue(String name) {
        return TRUE.contains(text(name));
    }

    private String text(String name) {
        return values.getOrDefault(name, "");
    }
}
