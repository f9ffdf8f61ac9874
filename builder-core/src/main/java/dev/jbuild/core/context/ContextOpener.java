package dev.jbuild.core.context;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.error.IoFailures;
import dev.jbuild.core.file.PathBytes;
import dev.jbuild.core.file.RootDirectories;
import dev.jbuild.core.file.RootDirectory;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.store.FileDigests;
import dev.jbuild.core.tree.TreePath;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Goes from what the user named to an open {@link BuildContext}. What is not as it should be is a
 * {@link dev.jbuild.core.error.BuildException} that says what to do. Used by one thread.
 */
public final class ContextOpener {
    private final RootDirectories directories;
    private final BuildStore store;
    private final InputStream standardInput;
    private boolean standardInputRead;
    private @Nullable DiffId spooled;

    public ContextOpener(RootDirectories directories, BuildStore store, InputStream standardInput) {
        this.directories = directories;
        this.store = store;
        this.standardInput = standardInput;
    }

    /** Opens the main context with its Dockerfile. The caller closes. */
    public BuildContext open(ContextLocation context, DockerfileLocation dockerfile) throws IOException {
        if (context
                instanceof ContextLocation.Directory directory) { // at once: this is nearly every start of the program
            return openDirectory(directory.path(), dockerfile);
        }
        return context.<Opening>match(new Main(dockerfile)).open();
    }

    /** Opens a named context, with its own {@code .dockerignore}. The caller closes. */
    public BuildContext openNamed(ContextLocation context) throws IOException {
        return context.<Opening>match(new Named()).open();
    }

    /** What is left to do when the kind of a context is known. */
    private interface Opening {
        BuildContext open() throws IOException;
    }

    private final class Main implements ContextLocation.Cases<Opening> {
        private final DockerfileLocation dockerfile;

        Main(DockerfileLocation dockerfile) {
            this.dockerfile = dockerfile;
        }

        @Override
        public Opening directory(ContextLocation.Directory context) {
            return () -> openDirectory(context.path(), dockerfile);
        }

        @Override
        public Opening standardInput(ContextLocation.StandardInput context) {
            if (dockerfile instanceof DockerfileLocation.StandardInput) {
                throw BuildException.of(
                                ErrorCode.USAGE,
                                "got \"-\" twice: standard input cannot be both the context and the Dockerfile")
                        .withHint("give one of them as a path");
            }
            return () -> fromStandardInput(dockerfile);
        }

        @Override
        public Opening commit(ContextLocation.Commit context) {
            return () -> layered(context).open(given());
        }

        @Override
        public Opening download(ContextLocation.Download context) {
            return () -> {
                try (InputStream in = store.blobs().open(context.content())) {
                    return new InputContext(store, in, InputContext.Place.of(context)).open(given());
                }
            };
        }

        private DockerfileLocation given() throws IOException {
            return dockerfile instanceof DockerfileLocation.StandardInput
                    ? new DockerfileLocation.Given(fromStandardInput())
                    : dockerfile;
        }
    }

    private final class Named implements ContextLocation.Cases<Opening> {
        @Override
        public Opening directory(ContextLocation.Directory context) {
            return () -> openNamed(context.path());
        }

        @Override
        public Opening standardInput(ContextLocation.StandardInput context) {
            throw BuildException.of(ErrorCode.USAGE, "got \"-\" as a named context, want a place")
                    .withHint("make it the main context: jbuild -");
        }

        @Override
        public Opening commit(ContextLocation.Commit context) {
            return () -> layered(context).openNamed();
        }

        @Override
        public Opening download(ContextLocation.Download context) {
            return () -> {
                try (InputStream in = store.blobs().open(context.content())) {
                    return new InputContext(store, in, InputContext.Place.of(context)).openNamed(context);
                }
            };
        }
    }

    private LayeredContext layered(ContextLocation.Commit commit) {
        return LayeredContext.of(commit.address(), "the repository", store, commit.layer(), commit.index());
    }

    /**
     * What standard input gave, to be read again by another process: the archive as it was spooled, or the Dockerfile. Empty when it has
     * not been read. The caller closes.
     */
    public Optional<InputStream> standardInputAgain(BuildContext main) throws IOException {
        if (spooled != null) {
            return Optional.of(store.blobs().open(spooled.digest()));
        }
        return standardInputRead
                ? Optional.of(new ByteArrayInputStream(main.dockerfile().bytes()))
                : Optional.empty();
    }

    private BuildContext fromStandardInput(DockerfileLocation dockerfile) {
        standardInputRead = true;
        InputContext input = new InputContext(store, standardInput, InputContext.Place.STANDARD_INPUT);
        try {
            BuildContext opened = input.open(dockerfile);
            spooled = input.spooledIfAny().orElse(null);
            return opened;
        } catch (IOException e) {
            throw IoFailures.meaning("cannot read the build context from standard input", e);
        }
    }

    private DockerfileText fromStandardInput() {
        standardInputRead = true;
        try {
            return new DockerfileText("Dockerfile", ContextFiles.read(standardInput, "standard input"));
        } catch (IOException e) {
            throw IoFailures.meaning("cannot read the Dockerfile from standard input", e);
        }
    }

    private BuildContext openNamed(Path directory) throws IOException {
        Opened opened = opened(directory);
        try {
            SourceTree files = opened.files();
            DockerfileText none = new DockerfileText("", new byte[0]);
            return new BuildContext(opened.name, none, files, ContextFiles.rules(files), opened.held());
        } catch (IOException | RuntimeException e) {
            opened.close(e);
            throw e;
        }
    }

    private BuildContext openDirectory(Path path, DockerfileLocation dockerfile) throws IOException {
        Opened opened = opened(path);
        try {
            SourceTree files = opened.files();
            if (dockerfile instanceof DockerfileLocation.Named named) {
                return new NamedDockerfile(directories, named).open(opened.real, opened.name, files, opened.held());
            }
            DockerfileText text = text(files, dockerfile, path);
            IgnoreRules rules = ContextFiles.rulesFor(files, TreePath.of(text.name()));
            return new BuildContext(opened.name, text, files, rules, opened.held());
        } catch (IOException | RuntimeException e) {
            opened.close(e);
            throw e;
        }
    }

    private DockerfileText text(SourceTree files, DockerfileLocation location, Path context) throws IOException {
        if (location instanceof DockerfileLocation.Given given) {
            return given.text();
        }
        if (location instanceof DockerfileLocation.StandardInput) {
            return fromStandardInput();
        }
        Optional<DockerfileText> found = ContextFiles.dockerfile(files);
        if (found.isPresent()) {
            return found.get();
        }
        Optional<String> link = ContextFiles.linkToNoDockerfile(files);
        throw BuildException.of(
                        ErrorCode.DOCKERFILE_MISSING,
                        "\"%s\" has no Dockerfile%s"
                                .formatted(
                                        context,
                                        link.map(name -> ": the link \"" + name + "\" leads to none in it")
                                                .orElse("")))
                .withHint(
                        link.isPresent()
                                ? "follow the link with -f " + context.resolve(link.get())
                                : "name it with -f FILE, or give the directory that has it");
    }

    /** A directory that is open, with what is remembered of its files. */
    private record Opened(Path real, String name, RootDirectory root, FileDigests digests) {

        SourceTree files() {
            return new DirectorySource(root, digests);
        }

        List<Closeable> held() {
            return List.of(digests, root);
        }

        void close(Exception because) {
            for (Closeable each : held()) {
                try {
                    each.close();
                } catch (IOException e) {
                    because.addSuppressed(e);
                }
            }
        }
    }

    private Opened opened(Path path) throws IOException {
        Path real = real(path);
        RootDirectory root;
        try {
            root = directories.open(real);
        } catch (NotDirectoryException e) {
            throw refused(path, "got a file, want a directory")
                    .withHint("give an archive on standard input: jbuild - < " + path);
        } catch (AccessDeniedException e) {
            throw BuildException.of(
                    ErrorCode.PERMISSION_DENIED, "build context \"%s\": permission denied".formatted(path));
        }
        try {
            String name = real.toUri().getRawPath();
            return new Opened(real, name, root, store.fileDigests(name));
        } catch (IOException e) {
            root.close();
            throw e;
        }
    }

    private static Path real(Path path) throws IOException {
        try {
            return path.toRealPath();
        } catch (NoSuchFileException e) {
            throw refused(path, "no such directory").withHint("give the directory that has the files to build from");
        } catch (FileSystemException e) {
            throw refused(path, IoFailures.reason(e));
        }
    }

    private static BuildException refused(Path path, String why) {
        return BuildException.of(ErrorCode.CONTEXT_INVALID, "build context \"%s\": %s".formatted(path, why));
    }

    /** The path of a file below a directory; empty when it does not lie there. */
    static Optional<TreePath> below(Path directory, Path file) {
        return file.startsWith(directory) && !file.equals(directory)
                ? Optional.of(TreePath.of(PathBytes.bytes(directory.relativize(file))))
                : Optional.empty();
    }
}
