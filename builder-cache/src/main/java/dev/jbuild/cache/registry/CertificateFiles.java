package dev.jbuild.cache.registry;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One registry's directory of PEM files, which root or the user put there. Thread-safe. */
record CertificateFiles(Path directory, List<Path> files) {
    private static final int MAX_BYTES = 1024 * 1024; // 1 MiB

    /** A key and the certificates that vouch for it. */
    record Identity(PrivateKey key, List<X509Certificate> chain) {}

    /** The files of a directory; empty when there is none, or none for us to read. */
    static Optional<CertificateFiles> of(Path directory) {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            entries.forEach(files::add);
        } catch (IOException e) {
            return Optional.empty();
        }
        files.sort(null);
        return files.isEmpty() ? Optional.empty() : Optional.of(new CertificateFiles(directory, files));
    }

    List<X509Certificate> authorities() throws IOException, GeneralSecurityException {
        List<X509Certificate> all = new ArrayList<>();
        for (Path file : ending(".crt")) {
            all.addAll(certificates(file));
        }
        return all;
    }

    List<Identity> identities() throws IOException, GeneralSecurityException {
        List<Identity> all = new ArrayList<>();
        for (Path file : ending(".cert")) {
            String name = file.getFileName().toString();
            Path key = file.resolveSibling(name.substring(0, name.length() - ".cert".length()) + ".key");
            if (!files.contains(key)) {
                throw new IOException("\"" + file.getFileName() + "\" has no \"" + key.getFileName() + "\" beside it");
            }
            all.add(new Identity(PemKey.read(key.getFileName().toString(), read(key)), certificates(file)));
        }
        return all;
    }

    private List<Path> ending(String end) {
        return files.stream().filter(file -> file.toString().endsWith(end)).toList();
    }

    private static List<X509Certificate> certificates(Path file) throws IOException, GeneralSecurityException {
        List<X509Certificate> all = new ArrayList<>();
        try {
            CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(read(file)))
                    .forEach(certificate -> all.add((X509Certificate) certificate));
        } catch (CertificateException e) {
            throw new IOException("\"" + file.getFileName() + "\" has no certificates in PEM", e);
        }
        return all;
    }

    private static byte[] read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(MAX_BYTES);
        }
    }
}
