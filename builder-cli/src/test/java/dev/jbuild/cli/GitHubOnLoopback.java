package dev.jbuild.cli;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A server that has a certificate for github.com, and a proxy that leads who wants that host to it. As long as it is open, this JVM trusts
 * that certificate and no other. Thread-safe.
 */
final class GitHubOnLoopback implements AutoCloseable {
    private static final String HOST = "github.com";
    private static final String PASSWORD = "changeit"; // keytool wants one

    private final SSLContext before;
    private final HttpsServer server;
    private final ServerSocket proxy = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** Shows one thing, at a path. */
    GitHubOnLoopback(String path, HttpHandler answer) throws IOException {
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        try {
            before = SSLContext.getDefault();
            SSLContext context = context();
            server.setHttpsConfigurator(new HttpsConfigurator(context));
            SSLContext.setDefault(context);
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
        server.createContext(path, answer);
        server.start();
        threads.execute(this::accept);
    }

    String proxy() {
        return "http://127.0.0.1:" + proxy.getLocalPort();
    }

    private static SSLContext context() throws IOException, GeneralSecurityException {
        KeyStore keys = keys();
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD.toCharArray());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry(HOST, keys.getCertificate(HOST));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    /** A key with a certificate that it signed itself. */
    private static KeyStore keys() throws IOException, GeneralSecurityException {
        Path directory = Files.createTempDirectory("jbuild-github");
        Path file = directory.resolve("keys");
        try {
            PackagedProgram.host(
                    System.getProperty("java.home") + "/bin/keytool",
                    "-genkeypair",
                    "-alias",
                    HOST,
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=" + HOST,
                    "-ext",
                    "san=dns:" + HOST,
                    "-keystore",
                    file.toString(),
                    "-storetype",
                    "PKCS12",
                    "-storepass",
                    PASSWORD);
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(file)) {
                keys.load(in, PASSWORD.toCharArray());
            }
            return keys;
        } finally {
            Files.deleteIfExists(file);
            Files.delete(directory);
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket client = proxy.accept();
                threads.execute(() -> lead(client));
            }
        } catch (IOException e) {
            // it is closed
        }
    }

    /** Leads who asks for the host there; others hear nothing. */
    private void lead(Socket client) {
        try (client;
                Socket there = new Socket(
                        InetAddress.getLoopbackAddress(), server.getAddress().getPort())) {
            if (head(client.getInputStream()).startsWith("CONNECT " + HOST + ":443 ")) {
                client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                threads.execute(() -> pass(client, there));
                pass(there, client);
            }
        } catch (IOException e) {
            // one of both has gone
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf("\r\n\r\n") < 0) {
            int c = in.read();
            if (c < 0) {
                throw new IOException("no request");
            }
            text.append((char) c);
        }
        return text.toString();
    }

    private static void pass(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            // one of both has gone
        }
    }

    @Override
    public void close() {
        SSLContext.setDefault(before);
        server.stop(0);
        try {
            proxy.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        threads.shutdownNow();
    }
}
