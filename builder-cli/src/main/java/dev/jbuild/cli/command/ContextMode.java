package dev.jbuild.cli.command;

import dev.jbuild.cache.git.HeadCommit;
import dev.jbuild.cli.Console;
import dev.jbuild.cli.HostFiles;
import dev.jbuild.core.context.GitModeSource;
import dev.jbuild.core.context.SourceTree;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * What {@code --context-mode} makes of contexts. With {@code git} they have the attributes that git keeps, and those that are directories
 * the time of the commit that they stand at. Thread-safe.
 */
final class ContextMode {
    static final String OPTION = "--context-mode";

    private final BuildOptions options;
    private final Console console;
    private final Function<String, SourceTree> files;
    private final Map<String, SourceTree> made = new ConcurrentHashMap<>();

    private ContextMode(BuildOptions options, Console console, Function<String, SourceTree> files) {
        this.options = options;
        this.console = console;
        this.files = files;
    }

    /** The files of contexts by name, as the option wants them. */
    static Function<String, SourceTree> over(
            BuildOptions options, Console console, Function<String, SourceTree> files) {
        return isGit(options) ? new ContextMode(options, console, files)::files : files;
    }

    /** False for {@code full}; anything but these two is a BuildException USAGE. */
    static boolean isGit(BuildOptions options) {
        String mode = options.text(OPTION).orElse("full");
        return switch (mode) {
            case "git" -> true;
            case "full" -> false;
            default -> throw BuildOptions.wrong(OPTION, mode, "full or git");
        };
    }

    private SourceTree files(String context) {
        return made.computeIfAbsent(context, name -> new GitModeSource(files.apply(name), commitSeconds(name)));
    }

    /** Empty for a context that is no directory: an archive and a repository have times of their own. */
    private OptionalLong commitSeconds(String context) {
        Optional<Path> directory = place(context).map(console::path).filter(HostFiles::isDirectory);
        if (directory.isEmpty()) {
            return OptionalLong.empty();
        }
        Optional<Instant> time = commitTime(directory.get());
        if (time.isEmpty()) {
            throw BuildException.of(
                            ErrorCode.CONTEXT_INVALID,
                            "%s=git: \"%s\" is in no git checkout that has a commit".formatted(OPTION, directory.get()))
                    .withHint("leave out the option, or commit first");
        }
        return OptionalLong.of(time.get().getEpochSecond());
    }

    /** The time of the commit that a directory stands at; empty when it is in no checkout that has one. */
    static Optional<Instant> commitTime(Path directory) {
        try {
            return HeadCommit.time(directory);
        } catch (IOException e) {
            throw BuildException.of(
                            ErrorCode.CONTEXT_INVALID,
                            "the time of the commit of \"%s\" cannot be read: %s".formatted(directory, e.getMessage()))
                    .withHint("look at the repository with git fsck");
        }
    }

    /** What was given for a context, the last when a name was given twice. */
    private Optional<String> place(String context) {
        if (context.isEmpty()) {
            return Optional.of(options.context());
        }
        String prefix = context + "=";
        return options.texts("--build-context").stream()
                .filter(text -> text.startsWith(prefix))
                .map(text -> text.substring(prefix.length()))
                .reduce((first, second) -> second);
    }
}
