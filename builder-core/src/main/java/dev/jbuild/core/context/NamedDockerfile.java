package dev.jbuild.core.context;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.error.IoFailures;
import dev.jbuild.core.file.FileKind;
import dev.jbuild.core.file.FileStat;
import dev.jbuild.core.file.PathBytes;
import dev.jbuild.core.file.RootDirectories;
import dev.jbuild.core.file.RootDirectory;
import dev.jbuild.core.tree.TreePath;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** {@code -f FILE} beside a context that is a directory: a path of the user's own, inside the context or not. */
record NamedDockerfile(RootDirectories directories, DockerfileLocation.Named named) {

    BuildContext open(Path contextDirectory, String name, SourceTree files, List<Closeable> held) throws IOException {
        Path real = real(files);
        DockerfileText text = new DockerfileText(named.written(), read(real));
        Path beside = named.path().toAbsolutePath().normalize();
        Path parent = beside.getParent().toRealPath();
        Optional<TreePath> inContext = ContextOpener.below(contextDirectory, parent.resolve(beside.getFileName()));
        Optional<IgnoreRules> own = inContext.isPresent()
                ? ContextFiles.rulesBeside(files, inContext.get())
                : rulesOutside(parent, beside.getFileName());
        IgnoreRules rules = own.isPresent() ? own.get() : ContextFiles.rules(files);
        return new BuildContext(name, text, files, rules, held);
    }

    private Path real(SourceTree files) throws IOException {
        try {
            return named.path().toRealPath();
        } catch (NoSuchFileException e) {
            BuildException error =
                    BuildException.of(ErrorCode.DOCKERFILE_MISSING, "\"%s\": no such file".formatted(named.written()));
            throw isInContext(files)
                    ? error.withHint("write its path from here, not from the context")
                    : error.withHint("give the path of the Dockerfile from the current directory");
        } catch (FileSystemException e) {
            throw BuildException.of(
                    ErrorCode.DOCKERFILE_MISSING, "\"%s\": %s".formatted(named.written(), IoFailures.reason(e)));
        }
    }

    private boolean isInContext(SourceTree files) throws IOException {
        try {
            return files.stat(files.resolve(TreePath.of(named.written()))).isPresent();
        } catch (IllegalArgumentException e) {
            return false; // with "..": no path of a context
        }
    }

    private byte[] read(Path real) throws IOException {
        try (RootDirectory directory = directories.open(real.getParent())) {
            TreePath name = TreePath.of(PathBytes.bytes(real.getFileName()));
            Optional<FileStat> stat = directory.stat(name);
            if (stat.isEmpty() || stat.get().kind() != FileKind.REGULAR) {
                throw BuildException.of(
                        ErrorCode.DOCKERFILE_MISSING, "\"%s\": want a regular file".formatted(named.written()));
            }
            try (InputStream in = directory.open(name)) {
                return ContextFiles.read(in, named.written());
            }
        } catch (AccessDeniedException e) {
            throw BuildException.of(
                    ErrorCode.PERMISSION_DENIED, "\"%s\": permission denied".formatted(named.written()));
        }
    }

    /** Rules beside a Dockerfile that lies elsewhere; a link to them is followed, for the user named the place. */
    private Optional<IgnoreRules> rulesOutside(Path directory, Path dockerfile) throws IOException {
        TreePath ignoreFile = ContextFiles.ignoreFileOf(TreePath.of(PathBytes.bytes(dockerfile)));
        Path real;
        try {
            real = PathBytes.under(directory, ignoreFile).toRealPath();
        } catch (FileSystemException e) {
            return Optional.empty();
        }
        try (RootDirectory root = directories.open(real.getParent());
                InputStream in = root.open(TreePath.of(PathBytes.bytes(real.getFileName())))) {
            String shown = named.written() + ContextFiles.IGNORE_FILE;
            return Optional.of(IgnoreRules.parse(shown, ContextFiles.read(in, shown)));
        }
    }
}
