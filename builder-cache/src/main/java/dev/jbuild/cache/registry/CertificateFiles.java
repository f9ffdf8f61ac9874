package dev.jbuild.cache.registry;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** One registry's directory of PEM files, which root or the user put there. Thread-safe. */
record CertificateFiles(Path directory, List<Path> files) {
    private static final int MAX_BYTES = 1024 * 1024; // 1 MiB
    private static final String KEY_BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String KEY_END = "-----END PRIVATE KEY-----";
    private static final String RSA_BEGIN = "-----BEGIN RSA PRIVATE KEY-----";
    private static final String RSA_END = "-----END RSA PRIVATE KEY-----";
    // AlgorithmIdentifier of rsaEncryption, as PKCS #8 puts it before the key of PKCS #1
    private static final byte[] RSA = {
        0x02,
        0x01,
        0x00,
        0x30,
        0x0d,
        0x06,
        0x09,
        0x2a,
        (byte) 0x86,
        0x48,
        (byte) 0x86,
        (byte) 0xf7,
        0x0d,
        0x01,
        0x01,
        0x01,
        0x05,
        0x00
    };

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
            all.add(new Identity(key(key), certificates(file)));
        }
        return all;
    }

    private List<Path> ending(String end) {
        return files.stream().filter(file -> file.toString().endsWith(end)).toList();
    }

    private static List<X509Certificate> certificates(Path file) throws IOException, GeneralSecurityException {
        List<X509Certificate> all = new ArrayList<>();
        CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(read(file)))
                .forEach(certificate -> all.add((X509Certificate) certificate));
        return all;
    }

    private static PrivateKey key(Path file) throws IOException, GeneralSecurityException {
        String text = new String(read(file), StandardCharsets.US_ASCII);
        byte[] encoded;
        if (text.contains(KEY_BEGIN)) {
            encoded = decoded(text, KEY_BEGIN, KEY_END);
        } else if (text.contains(RSA_BEGIN)) {
            encoded = wrapped(decoded(text, RSA_BEGIN, RSA_END));
        } else {
            throw new IOException("\"" + file.getFileName() + "\" has no private key without a password");
        }
        for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
            } catch (InvalidKeySpecException e) {
                // It is a key of another algorithm.
            }
        }
        throw new IOException("\"" + file.getFileName() + "\" has a key that is neither RSA, EC nor EdDSA");
    }

    private static byte[] decoded(String text, String begin, String end) throws IOException {
        int from = text.indexOf(begin) + begin.length();
        int to = text.indexOf(end, from);
        try {
            return Base64.getMimeDecoder().decode(text.substring(from, Math.max(from, to)));
        } catch (IllegalArgumentException e) {
            throw new IOException("got a key that is not base64", e);
        }
    }

    /** A key of PKCS #1 as one of PKCS #8. */
    private static byte[] wrapped(byte[] key) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(RSA);
        body.writeBytes(element(0x04, key));
        return element(0x30, body.toByteArray());
    }

    /** An element of DER. */
    private static byte[] element(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else {
            int bytes = content.length > 0xffff ? 3 : content.length > 0xff ? 2 : 1;
            out.write(0x80 | bytes);
            for (int i = bytes - 1; i >= 0; i--) {
                out.write(content.length >> (8 * i));
            }
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static byte[] read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(MAX_BYTES);
        }
    }
}
