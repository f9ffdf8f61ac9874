package dev.jbuild.cli;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.transport.Daemon;

/** Files over HTTP and a repository over git's own protocol, on loopback. Thread-safe. */
final class LoopbackServer implements AutoCloseable {
    private final HttpServer http;
    private final Daemon git;
    private final InMemoryRepository repository;
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();

    LoopbackServer() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", exchange -> {
            try (exchange) {
                byte[] bytes = files.get(exchange.getRequestURI().getPath());
                exchange.getResponseHeaders().set("Last-Modified", "Fri, 02 Jan 2026 03:04:05 GMT");
                exchange.sendResponseHeaders(bytes == null ? 404 : 200, bytes == null ? -1 : bytes.length);
                if (bytes != null) {
                    exchange.getResponseBody().write(bytes);
                }
            }
        });
        http.start();
        repository = new InMemoryRepository(new DfsRepositoryDescription("served"));
        repository.create();
        git = new Daemon(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        git.getService("git-upload-pack").setEnabled(true);
        git.setRepositoryResolver((client, name) -> {
            repository.incrementOpen();
            return repository;
        });
        git.start();
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
        return "git://127.0.0.1:" + git.getAddress().getPort() + "/r.git";
    }

    /** A commit of these files, all at the top, that a branch means from now on; returns its name. */
    String commit(String branch, Map<String, String> texts) throws IOException {
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            TreeFormatter tree = new TreeFormatter();
            for (Map.Entry<String, String> file : new TreeMap<>(texts).entrySet()) {
                byte[] bytes = file.getValue().getBytes(StandardCharsets.UTF_8);
                tree.append(file.getKey(), FileMode.REGULAR_FILE, inserter.insert(Constants.OBJ_BLOB, bytes));
            }
            CommitBuilder commit = new CommitBuilder();
            commit.setTreeId(inserter.insert(tree));
            PersonIdent person =
                    new PersonIdent("Test", "test@example", Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);
            commit.setAuthor(person);
            commit.setCommitter(person);
            ObjectId id = inserter.insert(commit);
            inserter.flush();
            RefUpdate update = repository.updateRef("refs/heads/" + branch);
            update.setNewObjectId(id);
            update.forceUpdate();
            return id.name();
        }
    }

    @Override
    public void close() {
        http.stop(0);
        git.stop();
    }
}
