package dev.jbuild.cli.command;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.store.StoreLocks;
import dev.jbuild.core.store.StoreLocks.Hold;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Names of running containers, each held by one process of a store. */
final class ContainerNames {
    private ContainerNames() {}

    /** Takes a name, which the caller gives back; one that is taken is a BuildException. */
    static Hold take(String name, StoreLocks locks) {
        CompletableFuture<Hold> refused = new CompletableFuture<>();
        CompletableFuture<Hold> taken = locks.acquire(
                        StoreLocks.Level.CACHE_MOUNT,
                        Digest.ofUtf8("container " + name),
                        StoreLocks.Mode.EXCLUSIVE,
                        holder -> refused.completeExceptionally(inUse(name, holder)))
                .toCompletableFuture();
        try {
            return (Hold) CompletableFuture.anyOf(taken, refused).get();
        } catch (ExecutionException e) {
            taken.cancel(false);
            throw e.getCause() instanceof BuildException failure ? failure : new CompletionException(e.getCause());
        } catch (InterruptedException e) {
            taken.cancel(false);
            Thread.currentThread().interrupt();
            throw BuildException.of(ErrorCode.INTERRUPTED, "interrupted while the container was named");
        }
    }

    private static BuildException inUse(String name, StoreLocks.Holder holder) {
        String who = holder.pid() == 0 ? "another container" : "the container of process " + holder.pid();
        return BuildException.of(ErrorCode.USAGE, "the name \"%s\" is in use by %s".formatted(name, who))
                .withHint("choose another --name, or wait for its end");
    }
}
