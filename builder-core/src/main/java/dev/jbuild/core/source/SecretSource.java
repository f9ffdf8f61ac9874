package dev.jbuild.core.source;

import java.io.IOException;
import java.util.Optional;

/** Port: the secrets of a build, by id. Their bytes go nowhere but into the step that asks. */
public interface SecretSource {

    /** The bytes of a secret; empty when there is none of this id. */
    Optional<byte[]> find(String id) throws IOException;
}
