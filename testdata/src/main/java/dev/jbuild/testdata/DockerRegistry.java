package dev.jbuild.testdata;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Debian's docker-registry on loopback, for as long as a test needs it. Closing ends it. Used by one thread. */
public final class DockerRegistry implements AutoCloseable {
    public static final String USER = "somebody";
    public static final String PASSWORD = "s3cret:word";
    private static final int START_TRIES = 400; // of 25 ms

    private final Path directory;
    private final int port;
    private final Process process;

    private DockerRegistry(Path directory, int port, Process process) {
        this.directory = directory;
        this.port = port;
        this.process = process;
    }

    /** How it is reached. */
    public enum Kind {
        PLAIN(false, false, false),
        BASIC(false, true, false),
        TLS(true, false, false),
        TLS_AND_BASIC(true, true, false),
        /** Lets in who shows its own certificate. */
        TLS_BOTH_WAYS(true, false, true);

        private final boolean tls;
        private final boolean basic;
        private final boolean clients;

        Kind(boolean tls, boolean basic, boolean clients) {
            this.tls = tls;
            this.basic = basic;
            this.clients = clients;
        }
    }

    /** Starts one with its files in a directory that is empty or not there. */
    public static DockerRegistry start(Path directory, Kind kind) throws IOException {
        Files.createDirectories(directory);
        int port = freePort();
        String http = "http:\n  addr: \"127.0.0.1:%d\"\n".formatted(port);
        if (kind.tls) {
            makeCertificate(directory);
            http += "  tls:\n    certificate: %1$s/tls.crt\n    key: %1$s/tls.key\n".formatted(directory);
            http += kind.clients ? "    clientcas: [%s/tls.crt]\n".formatted(directory) : "";
        }
        if (kind.basic) {
            String line = run(directory, "htpasswd", "-Bbn", "-C", "4", USER, PASSWORD);
            Files.writeString(directory.resolve("htpasswd"), line.strip() + "\n");
            http += "auth:\n  htpasswd:\n    realm: test\n    path: %s/htpasswd\n".formatted(directory);
        }
        Path config = directory.resolve("config.yml");
        Files.writeString(config, """
                version: 0.1
                log:
                  level: info
                storage:
                  filesystem:
                    rootdirectory: %s/data
                  delete:
                    enabled: true
                """.formatted(directory) + http);
        Process process = new ProcessBuilder("docker-registry", "serve", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        DockerRegistry registry = new DockerRegistry(directory, port, process);
        registry.awaitStart();
        return registry;
    }

    /** Host and port, as references have them. */
    public String name() {
        return "localhost:" + port;
    }

    /** What it logged so far. */
    public String log() throws IOException {
        return Files.readString(directory.resolve("log"));
    }

    /** The requests that it answered, a line each as {@code "METHOD PATH HTTP/1.1" STATUS …}. */
    public List<String> requests() throws IOException {
        return log().lines()
                .filter(line -> line.contains("HTTP/1.1\""))
                .map(line -> line.substring(line.indexOf('"')))
                .toList();
    }

    /** The certificate of one that speaks TLS, which signs itself. */
    public Path certificate() {
        return directory.resolve("tls.crt");
    }

    /** The key of that certificate. */
    public Path key() {
        return directory.resolve("tls.key");
    }

    private void awaitStart() throws IOException {
        for (int i = 0; i < START_TRIES; i++) {
            try {
                new Socket("127.0.0.1", port).close();
                return;
            } catch (IOException e) {
                if (!process.isAlive()) {
                    break;
                }
                pause();
            }
        }
        close();
        throw new IOException("docker-registry does not start: " + log());
    }

    private static void makeCertificate(Path directory) throws IOException {
        run(
                directory,
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=localhost",
                "-addext",
                "subjectAltName=DNS:localhost,IP:127.0.0.1",
                "-keyout",
                directory.resolve("tls.key").toString(),
                "-out",
                directory.resolve("tls.crt").toString());
    }

    private static String run(Path directory, String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectError(directory.resolve("errors").toFile())
                .start();
        String out = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException(command[0] + " failed: " + Files.readString(directory.resolve("errors")));
        }
        return out;
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    private static void pause() throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(25);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
