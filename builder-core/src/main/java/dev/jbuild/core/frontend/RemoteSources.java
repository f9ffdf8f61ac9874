package dev.jbuild.core.frontend;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.plan.Op;
import dev.jbuild.core.plan.VertexId;
import dev.jbuild.core.source.GitAddress;
import dev.jbuild.core.source.GitSource.GitReference;
import dev.jbuild.grammar.Instruction.Switch;
import dev.jbuild.grammar.text.Span;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Sources of ADD that are no paths: repositories and downloads. */
final class RemoteSources {

    private static final String UNNAMED = "__unnamed__"; // the name of a download whose address has none

    private static final String UNKNOWN_COMMIT = "0".repeat(40); // of plans that are made to check a file

    private final Planning planning;

    RemoteSources(Planning planning) {
        this.planning = planning;
    }

    /** A source that may be remote. */
    record Wanted(String source, String checksum, Switch keepGitDirectory, Span span, Placed placed) {}

    /** A remote source: its tree, and the pattern that names all of it. */
    record Remote(VertexId vertex, String pattern) {}

    /** A message that says what to do, if a source of COPY is remote. */
    void refuse(String source, Span span) {
        if (isDownload(source) || address(source, span).isPresent()) {
            throw InstructionException.invalid("COPY takes no remote source, got \"" + source + "\"", span)
                    .withHint("use ADD " + source);
        }
    }

    Optional<Remote> find(Wanted wanted) {
        Optional<GitAddress> git = address(wanted.source, wanted.span);
        if (git.isPresent()) {
            return Optional.of(repository(wanted, git.get()));
        }
        if (isDownload(wanted.source)) {
            return Optional.of(download(wanted));
        }
        if (!wanted.checksum.isEmpty()) {
            throw InstructionException.invalid(
                    "--checksum is for downloads and repositories, got \"" + wanted.source + "\"", wanted.span);
        }
        return Optional.empty();
    }

    private static Optional<GitAddress> address(String source, Span span) {
        try {
            return GitAddress.parse(source);
        } catch (IllegalArgumentException e) {
            throw InstructionException.invalid(String.valueOf(e.getMessage()), span);
        }
    }

    private static boolean isDownload(String source) {
        return source.startsWith("http://") || source.startsWith("https://");
    }

    private Remote download(Wanted wanted) {
        if (!wanted.checksum.isEmpty()) {
            try {
                Digest.parse(wanted.checksum);
            } catch (IllegalArgumentException e) {
                throw InstructionException.invalid("invalid --checksum: " + e.getMessage(), wanted.placed.line());
            }
        }
        String name = PathLimits.checked(fileName(wanted.source), wanted.span);
        Substitution.refuseNul(name, wanted.span);
        Op op = new Op.HttpSource(wanted.source, name, wanted.checksum);
        return new Remote(planning.plan.internal(op, wanted.source), escaped(name));
    }

    private Remote repository(Wanted wanted, GitAddress address) {
        GitReference given = address.reference();
        GitReference reference = new GitReference(
                given.url(),
                given.ref(),
                given.subdirectory(),
                wanted.keepGitDirectory == Switch.ON
                        || (given.keepGitDirectory() && wanted.keepGitDirectory != Switch.OFF),
                given.submodules(),
                given.times());
        String commit = UNKNOWN_COMMIT;
        if (planning.purpose == Planning.Purpose.BUILD) {
            commit = resolve(reference, wanted);
            checkCommit(commit, address.checksum(), wanted);
            checkCommit(commit, wanted.checksum, wanted);
        }
        Op op = new Op.GitSource(
                reference.url(),
                reference.ref(),
                commit,
                reference.subdirectory(),
                reference.keepGitDirectory(),
                reference.submodules(),
                Op.GitSource.Times.valueOf(reference.times().name()));
        return new Remote(planning.plan.internal(op, wanted.source), "/");
    }

    private String resolve(GitReference reference, Wanted wanted) {
        try {
            return planning.request.git().resolve(reference);
        } catch (BuildException e) {
            throw e.at(planning.findings.locate(wanted.span));
        } catch (IOException e) {
            throw BuildException.of(
                            ErrorCode.REMOTE_FAILED, "cannot look up \"" + wanted.source + "\": " + e.getMessage())
                    .withCause(e)
                    .at(planning.findings.locate(wanted.span));
        }
    }

    private static void checkCommit(String commit, String checksum, Wanted wanted) {
        if (!commit.startsWith(checksum)) {
            throw new InstructionException(
                    ErrorCode.CHECKSUM_MISMATCH,
                    "\"%s\" is another commit: got %s, want %s".formatted(wanted.source, commit, checksum),
                    wanted.span,
                    "");
        }
    }

    /** The last name of the address's path. */
    private static String fileName(String address) {
        int start = address.indexOf("://") + "://".length();
        int end = start;
        while (end < address.length() && address.charAt(end) != '?' && address.charAt(end) != '#') {
            end++;
        }
        int slash = address.indexOf('/', start);
        String name = slash < 0 || slash > end ? "" : UnixPath.lastName(decoded(address.substring(slash, end)));
        return name.isEmpty() ? UNNAMED : name;
    }

    private static String decoded(String path) {
        try {
            return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return ""; // a path that cannot be decoded names no file
        }
    }

    /** A pattern that matches this name only. */
    private static String escaped(String name) {
        StringBuilder pattern = new StringBuilder();
        for (char c : name.toCharArray()) {
            if (c == '*' || c == '?' || c == '[' || c == '\\') {
                pattern.append('\\');
            }
            pattern.append(c);
        }
        return pattern.toString();
    }
}
