package dev.jbuild.cli.command;

import dev.jbuild.cli.Console;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.oci.ImageReference;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where {@code jbuild copy} takes an image from or brings it to. */
sealed interface ImageLocation {
    /** What only skopeo has. */
    String OTHERS = "dir docker-daemon containers-storage ostree sif tarball";

    /** {@code registry:NAME}, or skopeo's {@code docker://NAME}. */
    record InRegistry(ImageReference reference) implements ImageLocation {
        @Override
        public <R> R match(Cases<R> cases) throws java.io.IOException {
            return cases.registry(this);
        }
    }

    /** A reference or an image ID. */
    record InStore(String text) implements ImageLocation {
        @Override
        public <R> R match(Cases<R> cases) throws java.io.IOException {
            return cases.store(this);
        }
    }

    /**
     * {@code oci:DIRECTORY[:NAME]}.
     *
     * @param name by which the layout knows the image; empty for the only one
     */
    record Layout(Path path, String name) implements ImageLocation {
        @Override
        public <R> R match(Cases<R> cases) throws java.io.IOException {
            return cases.layout(this);
        }
    }

    /** {@code oci-archive:FILE[:NAME]} or {@code docker-archive:FILE[:NAME]}. */
    record Archive(Path path, String name, Kind kind) implements ImageLocation {
        @Override
        public <R> R match(Cases<R> cases) throws java.io.IOException {
            return cases.archive(this);
        }
    }

    /** Whose archive. */
    enum Kind {
        OCI,
        DOCKER
    }

    <R> R match(Cases<R> cases) throws java.io.IOException;

    /** One method for each kind of place. */
    interface Cases<R> {
        R registry(InRegistry place) throws java.io.IOException;

        R store(InStore place) throws java.io.IOException;

        R layout(Layout place) throws java.io.IOException;

        R archive(Archive place) throws java.io.IOException;
    }

    static ImageLocation parse(String text, Console console) {
        if (text.startsWith("docker://") || text.startsWith("registry:")) {
            return new InRegistry(StoredImages.reference(text.replaceFirst("^(docker://|registry:)", "")));
        }
        Optional<String> layout = after(text, "oci:");
        if (layout.isPresent()) {
            return new Layout(console.path(file(text, layout.get())), name(layout.get()));
        }
        for (Kind kind : Kind.values()) {
            Optional<String> rest = after(text, kind == Kind.OCI ? "oci-archive:" : "docker-archive:");
            if (rest.isPresent()) {
                return new Archive(console.path(file(text, rest.get())), name(rest.get()), kind);
            }
        }
        for (String other : List.of(OTHERS.split(" "))) {
            if (text.startsWith(other + ":")) {
                throw BuildException.of(
                                ErrorCode.USAGE,
                                "got a place of another kind, \"%s:\", in \"%s\"".formatted(other, text))
                        .withHint("take registry:, oci:, oci-archive: or docker-archive:; an image that is called so"
                                + " is docker.io/library/" + text);
            }
        }
        return new InStore(text);
    }

    private static Optional<String> after(String text, String prefix) {
        return text.startsWith(prefix) ? Optional.of(text.substring(prefix.length())) : Optional.empty();
    }

    private static String file(String whole, String rest) {
        int colon = rest.indexOf(':');
        String file = colon < 0 ? rest : rest.substring(0, colon);
        if (file.isEmpty()) {
            throw BuildException.of(ErrorCode.USAGE, "got no path in \"" + whole + "\"")
                    .withHint("write it as " + whole.substring(0, whole.indexOf(':')) + ":PATH[:NAME]");
        }
        return file;
    }

    private static String name(String rest) {
        int colon = rest.indexOf(':');
        return colon < 0 ? "" : rest.substring(colon + 1);
    }
}
