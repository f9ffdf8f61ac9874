package dev.jbuild.cache.registry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Private keys in PEM, in the three forms that openssl writes and Go reads: PKCS #8, RSA's own PKCS #1, and that of elliptic curves.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5958">PKCS #8</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5915">RFC 5915, keys of elliptic curves</a>
 */
final class PemKey {
    private static final byte[] VERSION = {0x02, 0x01, 0x00};
    // AlgorithmIdentifier of rsaEncryption, 1.2.840.113549.1.1.1 without parameters
    private static final byte[] RSA = {
        0x30, 0x0d, 0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00
    };
    private static final byte[] EC = {0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01
    }; // id-ecPublicKey
    private static final int CURVE = 0xa0; // the tag of the field that names it

    private PemKey() {}

    /** @param name of the file, for messages */
    static PrivateKey read(String name, byte[] file) throws IOException, GeneralSecurityException {
        String text = new String(file, StandardCharsets.US_ASCII);
        byte[] encoded = encoded(text)
                .orElseThrow(() -> new IOException("\"" + name + "\" has no private key without a password"));
        for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
            } catch (InvalidKeySpecException e) {
                // It is a key of another algorithm.
            }
        }
        throw new IOException("\"" + name + "\" has a key that is neither RSA, EC nor EdDSA");
    }

    /** The key of a file as PKCS #8. */
    private static Optional<byte[]> encoded(String text) throws IOException {
        Optional<byte[]> whole = between(text, "PRIVATE KEY");
        if (whole.isPresent()) {
            return whole;
        }
        Optional<byte[]> rsa = between(text, "RSA PRIVATE KEY");
        if (rsa.isPresent()) {
            return Optional.of(element(0x30, VERSION, RSA, element(0x04, rsa.get())));
        }
        Optional<byte[]> ec = between(text, "EC PRIVATE KEY");
        if (ec.isEmpty()) {
            return Optional.empty();
        }
        byte[] algorithm = element(0x30, EC, curve(ec.get()));
        return Optional.of(element(0x30, VERSION, algorithm, element(0x04, ec.get())));
    }

    private static Optional<byte[]> between(String text, String what) throws IOException {
        String begin = "-----BEGIN " + what + "-----";
        int from = text.indexOf(begin);
        int to = text.indexOf("-----END " + what + "-----", from);
        if (from < 0 || to < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to)));
        } catch (IllegalArgumentException e) {
            throw new IOException("got a key that is not base64", e);
        }
    }

    /** What stands in the field for the curve: the fields of ECPrivateKey are a version, the number, and this. */
    private static byte[] curve(byte[] key) throws IOException {
        int at = content(key, 0);
        while (at < key.length) {
            int begin = content(key, at);
            int end = begin + length(key, at);
            if (end > key.length) {
                break;
            }
            if ((key[at] & 0xff) == CURVE) {
                return java.util.Arrays.copyOfRange(key, begin, end);
            }
            at = end;
        }
        throw new IOException("got a key of an elliptic curve that does not say which");
    }

    /** Where the content of an element begins; elements of keys are shorter than 64 KiB. */
    private static int content(byte[] der, int at) throws IOException {
        int first = at + 1 < der.length ? der[at + 1] & 0xff : 0xff;
        int more = first < 0x80 ? 0 : first - 0x80;
        if (more > 2 || at + 1 + more >= der.length) {
            throw new IOException("got a key that is cut");
        }
        return at + 2 + more;
    }

    private static int length(byte[] der, int at) throws IOException {
        int length = 0;
        int content = content(der, at);
        for (int i = content == at + 2 ? at + 1 : at + 2; i < content; i++) {
            length = length << 8 | der[i] & 0xff;
        }
        return length;
    }

    /** An element of DER. */
    private static byte[] element(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        int size = content.size();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (size < 0x80) {
            out.write(size);
        } else {
            int bytes = size > 0xffff ? 3 : size > 0xff ? 2 : 1;
            out.write(0x80 | bytes);
            for (int i = bytes - 1; i >= 0; i--) {
                out.write(size >> (8 * i));
            }
        }
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }
}
