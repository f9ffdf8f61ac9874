package dev.jbuild.cache.registry;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * An authority that signs certificates for tests, of any name and any time, without a program to make them.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5280#section-4.1">RFC 5280, the fields of a certificate</a>
 */
record TestAuthority(String name, KeyPair keys, X509Certificate certificate) {
    private static final char[] NO_PASSWORD = new char[0];
    private static final byte[] ECDSA_SHA256 =
            sequence(element(6, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02)); // 1.2.840.10045.4.3.2
    private static final byte[] P256 =
            element(6, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07); // 1.2.840.10045.3.1.7
    private static final byte[] COMMON_NAME = element(6, 0x55, 0x04, 0x03); // 2.5.4.3
    private static final byte[] ALTERNATIVE_NAMES = element(6, 0x55, 0x1d, 0x11); // 2.5.29.17
    private static final byte[] BASIC_CONSTRAINTS = element(6, 0x55, 0x1d, 0x13); // 2.5.29.19
    private static final byte[] TRUE = element(1, 0xff);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    /** A key, and the certificate that an authority made for it. */
    record Identity(KeyPair keys, X509Certificate certificate) {

        /** What a server speaks TLS by that has this identity, and believes the clients of an authority. */
        SSLContext server(TestAuthority clients) throws GeneralSecurityException, IOException {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, NO_PASSWORD);
            store.setKeyEntry("key", keys.getPrivate(), NO_PASSWORD, new Certificate[] {certificate});
            KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            own.init(store, NO_PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own.getKeyManagers(), clients.trust(), null);
            return context;
        }

        String keyPem() {
            return pem("PRIVATE KEY", keys.getPrivate().getEncoded());
        }

        /** The key as openssl ecparam writes it: RFC 5915. */
        String ecKeyPem() {
            byte[] number = ((ECPrivateKey) keys.getPrivate()).getS().toByteArray();
            byte[] padded = new byte[32]; // bytes of P-256
            int extra = Math.max(0, number.length - padded.length);
            System.arraycopy(number, extra, padded, padded.length - number.length + extra, number.length - extra);
            return pem("EC PRIVATE KEY", sequence(element(2, 1), element(4, padded), element(0xa0, P256)));
        }

        String certificatePem() throws GeneralSecurityException {
            return pem("CERTIFICATE", certificate.getEncoded());
        }
    }

    static TestAuthority create(String name) throws GeneralSecurityException, IOException {
        KeyPair keys = newKeys();
        byte[] constraints = sequence(BASIC_CONSTRAINTS, TRUE, element(4, sequence(TRUE)));
        Instant now = Instant.now();
        byte[] fields =
                fields(name, name, keys, now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(1)), constraints);
        return new TestAuthority(name, keys, signed(fields, keys));
    }

    /** A certificate that holds now. */
    Identity issue(String... names) throws GeneralSecurityException, IOException {
        Instant now = Instant.now();
        return issue(now.minus(Duration.ofHours(1)), now.plus(Duration.ofHours(1)), names);
    }

    /** A certificate for names, or addresses. */
    Identity issue(Instant from, Instant until, String... names) throws GeneralSecurityException, IOException {
        ByteArrayOutputStream alternatives = new ByteArrayOutputStream();
        for (String each : names) {
            boolean address = each.matches("[0-9.]+");
            alternatives.writeBytes(
                    address
                            ? element(0x87, InetAddress.getByName(each).getAddress())
                            : element(0x82, each.getBytes(StandardCharsets.US_ASCII)));
        }
        byte[] extension = sequence(ALTERNATIVE_NAMES, element(4, sequence(alternatives.toByteArray())));
        KeyPair fresh = newKeys();
        return new Identity(fresh, signed(fields(name, names[0], fresh, from, until, extension), keys));
    }

    String pem() throws GeneralSecurityException {
        return pem("CERTIFICATE", certificate.getEncoded());
    }

    private TrustManager[] trust() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, NO_PASSWORD);
        store.setCertificateEntry("authority", certificate);
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static byte[] fields(
            String issuer, String subject, KeyPair keys, Instant from, Instant until, byte[] extension) {
        return sequence(
                element(0xa0, element(2, 2)), // the third version
                element(2, BigInteger.valueOf(System.nanoTime()).toByteArray()),
                ECDSA_SHA256,
                named(issuer),
                sequence(time(from), time(until)),
                named(subject),
                keys.getPublic().getEncoded(),
                element(0xa3, sequence(extension)));
    }

    private static X509Certificate signed(byte[] fields, KeyPair by) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(by.getPrivate());
        signature.update(fields);
        byte[] bits = element(3, concatenated(List.of(new byte[1], signature.sign())));
        byte[] certificate = sequence(fields, ECDSA_SHA256, bits);
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(certificate));
    }

    private static KeyPair newKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static String pem(String what, byte[] bytes) {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(what, text);
    }

    private static byte[] named(String name) {
        return sequence(element(0x31, sequence(COMMON_NAME, element(0x0c, name.getBytes(StandardCharsets.UTF_8)))));
    }

    private static byte[] time(Instant instant) {
        return element(0x18, TIME.format(instant).getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] sequence(byte[]... parts) {
        return element(0x30, concatenated(Arrays.asList(parts)));
    }

    private static byte[] element(int tag, int... content) {
        byte[] bytes = new byte[content.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) content[i];
        }
        return element(tag, bytes);
    }

    private static byte[] element(int tag, byte[] content) {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        head.write(tag);
        if (content.length > 0xff) {
            head.write(0x82);
            head.write(content.length >> 8);
        } else if (content.length >= 0x80) {
            head.write(0x81);
        }
        head.write(content.length);
        return concatenated(List.of(head.toByteArray(), content));
    }

    private static byte[] concatenated(List<byte[]> parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        parts.forEach(out::writeBytes);
        return out.toByteArray();
    }
}
