package dev.jbuild.core.progress;

/** Hears progress. Called from any thread, possibly at once; must not block for long. */
@FunctionalInterface
public interface ProgressSink {

    void accept(ProgressEvent event);

    /** Hears nothing. */
    ProgressSink NONE = event -> {};
}
