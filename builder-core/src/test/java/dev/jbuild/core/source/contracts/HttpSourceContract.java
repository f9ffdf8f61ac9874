package dev.jbuild.core.source.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.source.HttpSource;
import dev.jbuild.core.source.HttpSource.Fetched;
import dev.jbuild.core.store.BlobStore;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every {@link HttpSource} does. */
public interface HttpSourceContract {
    byte[] FIRST = "first\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    byte[] SECOND = "second\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    /** The source of a new build; all builds have one store. */
    HttpSource newSource() throws IOException;

    /** The store of all builds. */
    BlobStore blobs();

    /** Serves a file from now on, in place of one that was there; returns its address. */
    URI serve(String path, byte[] bytes, Optional<Instant> lastModified) throws IOException;

    @Test
    default void putsAFileIntoTheStore() throws IOException {
        Instant time = Instant.ofEpochSecond(1_600_000_000);
        Fetched fetched = newSource().fetch(serve("/d/file.txt", FIRST, Optional.of(time)), Optional.empty());
        assertThat(fetched).isEqualTo(new Fetched(Digest.of(FIRST), FIRST.length, "file.txt", Optional.of(time)));
        try (InputStream in = blobs().open(fetched.content())) {
            assertThat(in.readAllBytes()).isEqualTo(FIRST);
        }
    }

    @Test
    default void saysNoTimeWhenTheServerSaysNone() throws IOException {
        assertThat(newSource()
                        .fetch(serve("/f", FIRST, Optional.empty()), Optional.empty())
                        .lastModified())
                .isEmpty();
    }

    @Test
    default void seesAChangeInTheNextBuild() throws IOException {
        URI uri = serve("/f", FIRST, Optional.empty());
        assertThat(newSource().fetch(uri, Optional.empty()).content()).isEqualTo(Digest.of(FIRST));
        assertThat(newSource().fetch(uri, Optional.empty()).content()).isEqualTo(Digest.of(FIRST));
        serve("/f", SECOND, Optional.empty());
        assertThat(newSource().fetch(uri, Optional.empty()).content()).isEqualTo(Digest.of(SECOND));
    }

    @Test
    default void takesAFileOfTheRightChecksum() throws IOException {
        URI uri = serve("/f", FIRST, Optional.empty());
        assertThat(newSource().fetch(uri, Optional.of(Digest.of(FIRST))).content())
                .isEqualTo(Digest.of(FIRST));
    }

    @Test
    default void refusesAFileOfAnotherChecksum() throws IOException {
        URI uri = serve("/f", SECOND, Optional.empty());
        assertThatThrownBy(() -> newSource().fetch(uri, Optional.of(Digest.of(FIRST))))
                .isInstanceOfSatisfying(BuildException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.CHECKSUM_MISMATCH);
                    assertThat(e)
                            .hasMessageContainingAll(
                                    Digest.of(FIRST).hex(), Digest.of(SECOND).hex());
                });
    }

    @Test
    default void saysThatThereIsNoSuchFile() throws IOException {
        URI uri = serve("/f", FIRST, Optional.empty()).resolve("/other");
        assertThatThrownBy(() -> newSource().fetch(uri, Optional.empty()))
                .isInstanceOfSatisfying(BuildException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.REMOTE_FAILED);
                    assertThat(e).hasMessageContaining("/other");
                });
    }
}
