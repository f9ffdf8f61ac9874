package dev.jbuild.core.build;

import dev.jbuild.core.attest.BuiltFrom;
import dev.jbuild.core.image.Attestation;
import dev.jbuild.core.image.Image;
import java.io.IOException;

/** Says something of an image that was built, before it leaves. Used by one thread. */
@FunctionalInterface
public interface Attester {

    /** @param from the plan that the image came of, and what was found of its sources */
    Attestation attest(Image image, BuiltFrom from) throws IOException;
}
