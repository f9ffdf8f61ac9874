package dev.jbuild.cache.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TreeRemovalTest {
    @TempDir
    Path directory;

    @Test
    void waitsForWhoStillMakesSomething() throws Exception {
        Path tree = Files.createDirectories(directory.resolve("tree"));
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Void> making = CompletableFuture.runAsync(() -> {
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(300);
            for (int i = 0; System.nanoTime() < end && made(tree.resolve("d" + i)); i++) {
                begun.countDown();
            }
        });
        begun.await();
        TreeRemoval.remove(tree);
        making.get(60, TimeUnit.SECONDS);
        assertThat(tree).doesNotExist();
    }

    private static boolean made(Path path) {
        try {
            Files.createDirectory(path);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
