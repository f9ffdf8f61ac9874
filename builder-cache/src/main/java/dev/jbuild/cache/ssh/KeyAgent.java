package dev.jbuild.cache.ssh;

import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.KeyPair;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** An agent of keys that lie in files: tells them and signs by them, and does nothing else. Keys never leave it. Thread-safe. */
public final class KeyAgent implements AgentSocket.Agent {
    private static final byte FAILURE = 5;
    private static final byte REQUEST_IDENTITIES = 11;
    private static final byte IDENTITIES_ANSWER = 12;
    private static final byte SIGN_REQUEST = 13;
    private static final byte SIGN_RESPONSE = 14;
    private static final int RSA_SHA2_256 = 2; // flags of a request to sign
    private static final int RSA_SHA2_512 = 4;

    private final List<KeyPair> keys;

    private KeyAgent(List<KeyPair> keys) {
        this.keys = List.copyOf(keys);
    }

    /** A private key and what it is called in messages. */
    public record KeyFile(String name, byte[] bytes) {}

    /** Reads the keys: those of OpenSSH and PEM, without a passphrase. What is none is a BuildException. */
    public static KeyAgent of(List<KeyFile> files) {
        List<KeyPair> keys = new ArrayList<>();
        for (KeyFile file : files) {
            keys.add(read(file));
        }
        return new KeyAgent(keys);
    }

    private static KeyPair read(KeyFile file) {
        KeyPair key;
        try {
            key = KeyPair.load(new JSch(), file.bytes(), null);
        } catch (JSchException e) {
            throw BuildException.of(
                            ErrorCode.USAGE, "--ssh: \"" + file.name() + "\" is neither a socket nor a private key")
                    .withHint("name the socket of an agent, or a file such as ~/.ssh/id_ed25519");
        }
        if (key.isEncrypted()) {
            throw BuildException.of(ErrorCode.USAGE, "--ssh: the key \"" + file.name() + "\" has a passphrase")
                    .withHint("add it to an agent by ssh-add, and forward that one: --ssh default");
        }
        return key;
    }

    @Override
    public void serve(SocketChannel client) throws IOException {
        for (Optional<ByteBuffer> asked = AgentMessages.read(client);
                asked.isPresent();
                asked = AgentMessages.read(client)) {
            AgentMessages.write(client, answer(asked.get()));
        }
    }

    private ByteBuffer answer(ByteBuffer asked) throws IOException {
        return switch (asked.get()) {
            case REQUEST_IDENTITIES -> identities();
            case SIGN_REQUEST -> signature(asked);
            default -> failure();
        };
    }

    private static ByteBuffer failure() {
        return ByteBuffer.wrap(new byte[] {FAILURE});
    }

    private ByteBuffer identities() {
        ByteBuffer answer = ByteBuffer.allocate(AgentMessages.MOST_BYTES);
        answer.put(IDENTITIES_ANSWER).putInt(keys.size());
        for (KeyPair key : keys) {
            AgentMessages.putString(answer, key.getPublicKeyBlob());
            AgentMessages.putString(
                    answer,
                    AgentMessages.text(
                            Optional.ofNullable(key.getPublicKeyComment()).orElse("")));
        }
        return answer.flip();
    }

    private ByteBuffer signature(ByteBuffer asked) throws IOException {
        byte[] wanted = AgentMessages.string(asked);
        byte[] data = AgentMessages.string(asked);
        int flags = asked.remaining() >= Integer.BYTES ? asked.getInt() : 0;
        for (KeyPair key : keys) {
            if (Arrays.equals(key.getPublicKeyBlob(), wanted)) {
                byte[] signed = sign(key, data, flags);
                ByteBuffer answer = ByteBuffer.allocate(1 + Integer.BYTES + signed.length);
                answer.put(SIGN_RESPONSE);
                AgentMessages.putString(answer, signed);
                return answer.flip();
            }
        }
        return failure();
    }

    /** One at a time: a key of this library is not for several threads. */
    private static byte[] sign(KeyPair key, byte[] data, int flags) throws IOException {
        byte[] signed;
        synchronized (key) {
            if (key.getKeyType() != KeyPair.RSA) {
                signed = key.getSignature(data);
            } else if ((flags & RSA_SHA2_512) != 0) {
                signed = key.getSignature(data, "rsa-sha2-512");
            } else {
                signed = key.getSignature(data, (flags & RSA_SHA2_256) != 0 ? "rsa-sha2-256" : "ssh-rsa");
            }
        }
        if (signed == null) {
            throw new IOException("a key of this kind cannot sign here");
        }
        return signed;
    }
}
