package dev.jbuild.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.jbuild.core.files.Recipe;
import dev.jbuild.core.oci.Digest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.errors.RepositoryNotFoundException;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.transport.Daemon;
import org.jspecify.annotations.Nullable;

/**
 * Files over HTTP, and repositories over git's own protocol, on loopback; the first of them over HTTP, too, for who has a token, and at
 * GitHub for who takes {@link #proxy}. Thread-safe.
 */
final class LoopbackServer implements AutoCloseable {
    /** Begins the paths of files whose time is not told. */
    static final String UNDATED = "/undated/";

    private static final String FIRST = "r.git";

    private final HttpServer http;
    private final Daemon git;
    private final Map<String, InMemoryRepository> repositories = new ConcurrentHashMap<>();
    private final Map<String, ObjectId> commits = new ConcurrentHashMap<>(); // the last of each repository
    private @Nullable GitHubOnLoopback gitHub; // from when it is asked for
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final Map<String, String> redirects = new ConcurrentHashMap<>();
    private final List<String> answers = Collections.synchronizedList(new ArrayList<>());

    LoopbackServer() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", exchange -> {
            try (exchange) {
                answer(exchange);
            }
        });
        http.createContext("/private.git", new PrivateRepository(new OpenRepository(repository(FIRST))));
        http.start();
        git = new Daemon(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        git.getService("git-upload-pack").setEnabled(true);
        git.setRepositoryResolver((client, name) -> {
            InMemoryRepository asked = repositories.get(name);
            if (asked == null) {
                throw new RepositoryNotFoundException(name);
            }
            asked.incrementOpen();
            return asked;
        });
        git.start();
    }

    private InMemoryRepository repository(String name) throws IOException {
        InMemoryRepository known = repositories.get(name);
        if (known == null) {
            known = new InMemoryRepository(new DfsRepositoryDescription(name));
            known.create();
            repositories.put(name, known);
        }
        return known;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        byte[] bytes = files.get(path);
        String tag = bytes == null ? "" : "\"" + Digest.of(bytes).hex() + "\"";
        boolean unchanged =
                bytes != null && tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"));
        int status = redirects.containsKey(path) ? 302 : bytes == null ? 404 : unchanged ? 304 : 200;
        answers.add(exchange.getRequestMethod() + " " + path + " " + status);
        if (status == 302) {
            exchange.getResponseHeaders().set("Location", redirects.get(path));
        } else if (bytes != null) {
            exchange.getResponseHeaders().set("ETag", tag);
            if (!path.startsWith(UNDATED)) {
                exchange.getResponseHeaders().set("Last-Modified", "Fri, 02 Jan 2026 03:04:05 GMT");
            }
        }
        exchange.sendResponseHeaders(status, status == 200 ? bytes.length : -1);
        if (status == 200) {
            exchange.getResponseBody().write(bytes);
        }
    }

    /** What was asked for since the last call, and the status that answered it. */
    List<String> answers() {
        List<String> since = List.copyOf(answers);
        answers.clear();
        return since;
    }

    /** Sends who asks for a path elsewhere. */
    void redirect(String path, String location) {
        redirects.put(path, location);
    }

    /** The address of a file from now on. */
    String put(String path, byte[] bytes) {
        files.put(path, bytes);
        return "http://127.0.0.1:" + http.getAddress().getPort() + path;
    }

    String put(String path, String text) {
        return put(path, text.getBytes(StandardCharsets.UTF_8));
    }

    String repository() {
        return "git://127.0.0.1:" + git.getAddress().getPort() + "/" + FIRST;
    }

    /** What HTTPS_PROXY is for programs that are to find the repository at {@code https://github.com/test/r.git}. */
    synchronized String proxy() throws IOException {
        if (gitHub == null) {
            gitHub = new GitHubOnLoopback("/test/r.git", new OpenRepository(repository(FIRST)));
        }
        return gitHub.proxy();
    }

    String privateRepository() {
        return "http://127.0.0.1:" + http.getAddress().getPort() + "/private.git";
    }

    /** A commit of these files that a branch means from now on; returns its name. */
    String commit(String branch, Map<String, String> texts) throws IOException {
        List<String> lines = new ArrayList<>();
        texts.forEach((path, text) ->
                lines.add("f %s = %s".formatted(path, text.replace("%", "%25").replace("\n", "%0a"))));
        return commit(branch, Recipe.parse(lines));
    }

    /** A commit of regular files, with or without the right to run them, links, and submodules by name. */
    String commit(String branch, Recipe files) throws IOException {
        return commitTo(FIRST, branch, files);
    }

    /** A commit of a repository beside the first one. */
    String commitTo(String name, String branch, Recipe files) throws IOException {
        InMemoryRepository repository = repository(name);
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            DirCache tree = DirCache.newInCore();
            DirCacheBuilder entries = tree.builder();
            for (Recipe.Line line : files.lines()) {
                DirCacheEntry entry = new DirCacheEntry(line.treePath().toBytes());
                entry.setFileMode(mode(line));
                entry.setObjectId(
                        line.type() == 'g'
                                ? commits.get(new String(line.content(), StandardCharsets.UTF_8))
                                : inserter.insert(Constants.OBJ_BLOB, line.content()));
                entries.add(entry);
            }
            entries.finish();
            CommitBuilder commit = new CommitBuilder();
            commit.setTreeId(tree.writeTree(inserter));
            PersonIdent person =
                    new PersonIdent("Test", "test@example", Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);
            commit.setAuthor(person);
            commit.setCommitter(person);
            ObjectId id = inserter.insert(commit);
            inserter.flush();
            RefUpdate update = repository.updateRef("refs/heads/" + branch);
            update.setNewObjectId(id);
            update.forceUpdate();
            commits.put(name, id);
            return id.name();
        }
    }

    private static FileMode mode(Recipe.Line line) {
        return switch (line.type()) {
            case 'g' -> FileMode.GITLINK;
            case 'l' -> FileMode.SYMLINK;
            default -> (line.attributes().mode() & 0100) != 0 ? FileMode.EXECUTABLE_FILE : FileMode.REGULAR_FILE;
        };
    }

    @Override
    public synchronized void close() {
        http.stop(0);
        git.stop();
        if (gitHub != null) {
            gitHub.close();
        }
    }
}
