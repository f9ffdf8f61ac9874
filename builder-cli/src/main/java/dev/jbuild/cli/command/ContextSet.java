package dev.jbuild.cli.command;

import dev.jbuild.core.context.BuildContext;
import dev.jbuild.core.context.ContextOpener;
import dev.jbuild.core.context.SourceTree;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.frontend.NamedContext;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.source.ImageSource;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The contexts of a build: the main one, and those of {@code --build-context}. Closing closes them. Used by one thread. */
final class ContextSet implements Closeable {
    private static final String IMAGE = "docker-image://";
    private static final String LAYOUT = "oci-layout://";

    private final ContextPlaces places;
    private final ContextOpener opener;
    private final LayoutContexts layouts;
    private final Map<String, BuildContext> open = new HashMap<>();
    private final Map<String, NamedContext> named = new HashMap<>();

    ContextSet(ContextPlaces places, ContextOpener opener, LayoutContexts layouts) {
        this.places = places;
        this.opener = opener;
        this.layouts = layouts;
    }

    /** Opens the main context, with its Dockerfile. */
    void openMain(String context, String dockerfile) throws IOException {
        open.put("", opener.open(places.main(context), places.dockerfile(dockerfile)));
    }

    /** Opens what a {@code --build-context} names. */
    void openNamed(List<String> texts) throws IOException {
        for (String text : texts) {
            int equals = text.indexOf('=');
            if (equals <= 0 || equals == text.length() - 1) {
                throw BuildOptions.wrong("--build-context", text, "NAME=PLACE");
            }
            String name = text.substring(0, equals);
            named.put(name, context(name, text.substring(equals + 1)));
        }
    }

    private NamedContext context(String name, String place) throws IOException {
        if (place.startsWith(IMAGE)) {
            return new NamedContext.Image(reference(place.substring(IMAGE.length()), place));
        }
        if (place.startsWith(LAYOUT)) {
            return new NamedContext.Image(layouts.load(place.substring(LAYOUT.length())));
        }
        BuildContext before = open.put(name, opener.openNamed(places.named(place)));
        if (before != null) {
            before.close();
        }
        return new NamedContext.Files(name);
    }

    private static ImageReference reference(String text, String place) {
        try {
            return ImageReference.parse(text);
        } catch (IllegalArgumentException e) {
            throw BuildException.of(
                    ErrorCode.REFERENCE_INVALID, "got build context \"%s\": %s".formatted(place, e.getMessage()));
        }
    }

    /** What standard input gave, if it has been read. The caller closes. */
    Optional<InputStream> standardInputAgain() throws IOException {
        return opener.standardInputAgain(main());
    }

    BuildContext main() {
        return open.get("");
    }

    /** The images that contexts are, and all others. */
    ImageSource before(ImageSource others) {
        return layouts.before(others);
    }

    /** What each name stands for. */
    Map<String, NamedContext> named() {
        return named;
    }

    SourceTree files(String context) {
        return open.get(context).files();
    }

    @Override
    public void close() throws IOException {
        for (BuildContext context : open.values()) {
            context.close();
        }
    }
}
