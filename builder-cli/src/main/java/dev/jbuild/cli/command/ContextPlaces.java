package dev.jbuild.cli.command;

import dev.jbuild.cli.Console;
import dev.jbuild.cli.HostFiles;
import dev.jbuild.cli.Remotes;
import dev.jbuild.core.attest.Material;
import dev.jbuild.core.context.ContextLocation;
import dev.jbuild.core.context.DockerfileLocation;
import dev.jbuild.core.context.DockerfileText;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.layer.Decompression;
import dev.jbuild.core.layer.InvalidArchiveException;
import dev.jbuild.core.layer.TarEntry;
import dev.jbuild.core.layer.TarLimits;
import dev.jbuild.core.layer.TarReader;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.source.GitAddress;
import dev.jbuild.core.source.GitSource.Checkout;
import dev.jbuild.core.source.GitSource.GitReference;
import dev.jbuild.core.source.GitSource.Times;
import dev.jbuild.core.source.HttpAddress;
import dev.jbuild.core.source.HttpSource.Fetched;
import dev.jbuild.core.store.BuildStore;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Finds the place that a user names as a context or as a Dockerfile: a directory if there is one of this name, else a repository or an
 * address, which is fetched. Used by one thread.
 */
final class ContextPlaces {
    private static final int MAX_DOCKERFILE_BYTES = 16 * 1024 * 1024; // 16 MiB
    private static final String GITHUB = "github.com/";

    private final Console console;
    private final BuildStore store;
    private final Remotes remotes;
    private final KeptGit keptGit;
    private final List<Material> fetched = new ArrayList<>();
    private final Map<Integer, byte[]> readDescriptors = new HashMap<>();
    private @Nullable Material main;

    /** Whether {@code .git} stays in contexts that say nothing of it. */
    enum KeptGit {
        NO,
        YES
    }

    ContextPlaces(Console console, BuildStore store, Remotes remotes, KeptGit keptGit) {
        this.console = console;
        this.store = store;
        this.remotes = remotes;
        this.keptGit = keptGit;
    }

    /** The place of a main context. */
    ContextLocation main(String text) throws IOException {
        ContextLocation place = text.equals("-") ? new ContextLocation.StandardInput() : named(text);
        if (!fetched.isEmpty()) {
            main = fetched.remove(0);
        }
        return place;
    }

    /** What the main context is, when it was fetched. */
    Optional<Material> mainMaterial() {
        return Optional.ofNullable(main);
    }

    /** What else was fetched. */
    List<Material> otherMaterials() {
        return List.copyOf(fetched);
    }

    /**
     * The time of what a text names: of the commit of a repository; of an address the time that its server tells, else that of the newest
     * file if it is an archive. Empty for all that has none.
     */
    Optional<Instant> time(String text) throws IOException {
        if (HostFiles.isDirectory(console.path(text))) {
            return Optional.empty();
        }
        Optional<GitAddress> address = repository(text);
        if (address.isPresent()) {
            GitReference dated = reference(address.get(), Times.COMMIT);
            return Optional.of(remotes.checkOut(dated, remotes.resolve(dated)).time());
        }
        if (!HttpAddress.isAddress(text)) {
            return Optional.empty();
        }
        Fetched file = remotes.fetch(address(text), Optional.empty());
        return file.lastModified().isPresent() ? file.lastModified() : newest(file.content());
    }

    private Optional<Instant> newest(Digest archive) throws IOException {
        Optional<Instant> newest = Optional.empty();
        try (InputStream in = Decompression.open(store.blobs().open(archive))) {
            TarReader tar = new TarReader(in, TarReader.Names.PLAIN, TarLimits.DEFAULT);
            for (Optional<TarEntry> entry = tar.next(); entry.isPresent(); entry = tar.next()) {
                Instant time = Instant.ofEpochSecond(entry.get().attributes().mtimeSeconds());
                boolean counts = entry.get().type() == TarEntry.Type.REGULAR;
                newest = counts && newest.filter(time::isBefore).isEmpty() ? Optional.of(time) : newest;
            }
            return newest;
        } catch (InvalidArchiveException e) {
            return Optional.empty();
        }
    }

    /** True for an address of a repository, or of a file over HTTP. */
    static boolean isAddress(String text) {
        return repository(text).isPresent() || HttpAddress.isAddress(text);
    }

    /** The place of any other context. */
    ContextLocation named(String text) throws IOException {
        if (text.isEmpty()) {
            throw BuildException.of(ErrorCode.USAGE, "got an empty build context, want a directory, an address or -")
                    .withHint("look at the variable that it comes from; the current directory is \".\"");
        }
        ContextLocation.Directory directory = new ContextLocation.Directory(console.path(text));
        if (HostFiles.isDirectory(directory.path())) {
            return directory;
        }
        Optional<GitAddress> address = repository(text);
        if (address.isPresent()) {
            return commit(text, address.get());
        }
        return HttpAddress.isAddress(text) ? download(text) : directory;
    }

    /** True for what is reached by SSH, for which the user's agent stands ready. */
    static boolean isReachedBySsh(String text) {
        int at = text.indexOf('@');
        int colon = text.indexOf(':');
        return text.startsWith("ssh://") || at > 0 && colon > at && text.lastIndexOf('/', colon) < 0;
    }

    private static Optional<GitAddress> repository(String text) {
        try {
            return GitAddress.parse(text.startsWith(GITHUB) ? "https://" + withSuffix(text) : text);
        } catch (IllegalArgumentException e) {
            throw BuildException.of(ErrorCode.USAGE, String.valueOf(e.getMessage()));
        }
    }

    /** An address at GitHub that leaves out what makes it one of a repository. */
    private static String withSuffix(String text) {
        int end = 0;
        while (end < text.length() && text.charAt(end) != '#' && text.charAt(end) != '?') {
            end++;
        }
        String path = text.substring(0, end);
        return (path.endsWith(".git") ? path : path + ".git") + text.substring(end);
    }

    private ContextLocation commit(String text, GitAddress address) throws IOException {
        GitReference reference = reference(address, address.reference().times());
        String commit = remotes.resolve(reference);
        if (!commit.startsWith(address.checksum())) {
            throw BuildException.of(
                            ErrorCode.CHECKSUM_MISMATCH,
                            "\"%s\" is another commit: got %s, want %s".formatted(text, commit, address.checksum()))
                    .withHint("look at what is there now before you change the checksum");
        }
        Checkout made = remotes.checkOut(reference, commit);
        fetched.add(Material.ofCommit(reference.url(), reference.ref(), commit));
        return new ContextLocation.Commit(text, made.layer(), made.index());
    }

    private GitReference reference(GitAddress address, Times times) {
        GitReference given = address.reference();
        return new GitReference(
                given.url(),
                given.ref(),
                given.subdirectory(),
                given.keepGitDirectory() || keptGit == KeptGit.YES,
                given.submodules(),
                times);
    }

    private ContextLocation download(String text) throws IOException {
        Fetched fetched = fetch(text);
        return new ContextLocation.Download(
                HttpAddress.shown(HttpAddress.parse(text)),
                fetched.fileName(),
                fetched.content(),
                fetched.lastModified());
    }

    private Fetched fetch(String text) throws IOException {
        URI uri = address(text);
        Fetched file = remotes.fetch(uri, Optional.empty());
        fetched.add(Material.ofDownload(uri.toString(), file.content()));
        return file;
    }

    private static URI address(String text) {
        try {
            return HttpAddress.parse(text);
        } catch (IllegalArgumentException e) {
            throw BuildException.of(ErrorCode.USAGE, "got address \"%s\": %s".formatted(text, e.getMessage()));
        }
    }

    /** Where {@code -f} says that the Dockerfile is. */
    DockerfileLocation dockerfile(String file) throws IOException {
        if (file.isEmpty()) {
            return new DockerfileLocation.Unnamed();
        }
        if (file.equals("-")) {
            return new DockerfileLocation.StandardInput();
        }
        OptionalInt descriptor = Descriptors.number(file);
        if (descriptor.isPresent()) {
            return descriptor.getAsInt() == 0
                    ? new DockerfileLocation.StandardInput()
                    : new DockerfileLocation.Given(handed(file, descriptor.getAsInt()));
        }
        return HttpAddress.isAddress(file)
                ? new DockerfileLocation.Given(downloaded(file))
                : new DockerfileLocation.Named(file, console.path(file));
    }

    /** What was read of descriptors that are no standard streams, by their numbers. */
    Map<Integer, byte[]> readDescriptors() {
        return readDescriptors;
    }

    private DockerfileText handed(String file, int descriptor) {
        byte[] bytes = HostFiles.read(console.path(file), MAX_DOCKERFILE_BYTES, "the Dockerfile");
        readDescriptors.put(descriptor, bytes);
        return new DockerfileText("Dockerfile", bytes);
    }

    private DockerfileText downloaded(String address) throws IOException {
        Fetched fetched = fetch(address);
        String shown = HttpAddress.shown(HttpAddress.parse(address));
        if (fetched.sizeBytes() > MAX_DOCKERFILE_BYTES) {
            throw BuildException.of(
                    ErrorCode.DOCKERFILE_INVALID,
                    "\"" + shown + "\" is larger than 16 MiB: this is no file of instructions");
        }
        try (InputStream in = store.blobs().open(fetched.content())) {
            return new DockerfileText(shown, in.readAllBytes());
        }
    }
}
