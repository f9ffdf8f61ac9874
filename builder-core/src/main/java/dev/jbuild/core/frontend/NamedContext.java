package dev.jbuild.core.frontend;

import dev.jbuild.core.oci.ImageReference;

/** What a name given with {@code --build-context} stands for. */
public sealed interface NamedContext {

    <R> R match(Cases<R> cases);

    /** The files of a build context: a directory, a repository or an unpacked archive, known to the build by this name. */
    record Files(String name) implements NamedContext {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.files(this);
        }
    }

    /** An image with its config. */
    record Image(ImageReference reference) implements NamedContext {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.image(this);
        }
    }

    /** One method for each kind. */
    interface Cases<R> {
        R files(Files context);

        R image(Image context);
    }
}
