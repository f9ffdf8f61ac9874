package dev.jbuild.core.frontend;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.frontend.FrontendRequest.PlatformChoice;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.source.ImageSource;
import dev.jbuild.core.source.ImageSource.ResolvedImage;
import dev.jbuild.grammar.text.Span;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/** Looks images up, each once. Used by one thread; the look-ups run on an executor. */
final class BaseImages {

    private final ImageSource images;
    private final Executor executor;
    private final Findings findings;
    private final Map<Wanted, CompletableFuture<ResolvedImage>> lookups = new HashMap<>();

    BaseImages(ImageSource images, Executor executor, Findings findings) {
        this.images = images;
        this.executor = executor;
        this.findings = findings;
    }

    private record Wanted(ImageReference reference, Platform platform, PlatformChoice choice) {
        // By hand, as those of the compiler are linked when first used: milliseconds at every start of the program.
        @Override
        public boolean equals(Object object) {
            return object instanceof Wanted other
                    && reference.equals(other.reference)
                    && choice == other.choice
                    && platform.equals(other.platform);
        }

        @Override
        public int hashCode() {
            return reference.hashCode();
        }
    }

    /** Begins to look for an image that will be asked for. */
    void prefetch(String name, Platform platform, PlatformChoice choice, Span span) {
        lookup(name, platform, choice, span);
    }

    /** @throws BuildException if there is no such image, at the place that names it */
    ResolvedImage resolve(String name, Platform platform, PlatformChoice choice, Span span) {
        try {
            return lookup(name, platform, choice, span).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof BuildException failure) {
                throw failure.at(findings.locate(span));
            }
            if (e.getCause() instanceof IOException failure) {
                throw BuildException.of(
                                ErrorCode.REMOTE_FAILED,
                                "cannot look up image \"" + name + "\": " + failure.getMessage())
                        .withCause(failure)
                        .at(findings.locate(span));
            }
            throw e;
        }
    }

    private CompletableFuture<ResolvedImage> lookup(String name, Platform platform, PlatformChoice choice, Span span) {
        return lookups.computeIfAbsent(
                new Wanted(parse(name, span), platform, choice),
                wanted -> CompletableFuture.supplyAsync(() -> ask(wanted), executor));
    }

    private ResolvedImage ask(Wanted wanted) {
        try {
            return wanted.choice == PlatformChoice.EXPLICIT
                    ? images.resolve(wanted.reference, wanted.platform)
                    : images.resolveAny(wanted.reference, wanted.platform);
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private static ImageReference parse(String name, Span span) {
        try {
            return ImageReference.parse(name);
        } catch (IllegalArgumentException e) {
            throw InstructionException.invalid("invalid image \"%s\": %s".formatted(name, e.getMessage()), span);
        }
    }
}
