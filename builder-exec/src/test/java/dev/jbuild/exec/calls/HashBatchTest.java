package dev.jbuild.exec.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HashBatchTest {
    private static final int PIECE_BYTES = HashBatch.MESSAGE_BYTES;

    private final Random random = new Random(7);

    @Test
    void hashesMessagesOfEveryLengthAsJavaDoes() throws Exception {
        List<byte[]> messages = new ArrayList<>();
        for (int length = 0; length <= 260; length++) {
            messages.add(bytes(length));
        }
        assertHashes(messages);
    }

    @Test
    void hashesAnyNumberOfMessagesOfVeryDifferentLengths() throws Exception {
        for (int count : new int[] {1, 2, 7, 8, 9, 100}) {
            List<byte[]> messages = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                messages.add(bytes(random.nextInt(4) == 0 ? random.nextInt(60_000) : random.nextInt(200)));
            }
            assertHashes(messages);
        }
    }

    @Test
    void goesOnWithAMessageWhoseBeginningWasHashedBefore() throws Exception {
        byte[] message = bytes(64 * 37 + 5);
        ByteBuffer memory =
                ByteBuffer.allocateDirect(2 * PIECE_BYTES + message.length).order(java.nio.ByteOrder.nativeOrder());
        memory.put(2 * PIECE_BYTES, message);
        int first = 64 * 11;
        describe(memory, 0, first, 0, 1);
        assertThat(KernelCalls.hash(memory, 0, 1)).isEqualTo(1);
        describe(memory, first, message.length - first, first, 0);
        assertThat(KernelCalls.hash(memory, 0, 1)).isEqualTo(1);

        ByteBuffer hash = ByteBuffer.allocate(32);
        for (int word = 0; word < 8; word++) {
            hash.putInt(memory.getInt(32 + 4 * word));
        }
        assertThat(hash.array()).isEqualTo(sha256(message));
    }

    private static void describe(ByteBuffer memory, int from, int length, int before, int more) {
        memory.putLong(0, 2 * PIECE_BYTES + from)
                .putLong(8, length)
                .putLong(16, before)
                .putLong(24, more);
    }

    @Test
    void refusesWhatIsNotInTheBuffer() {
        ByteBuffer memory = ByteBuffer.allocateDirect(4 * PIECE_BYTES).order(java.nio.ByteOrder.nativeOrder());
        describe(memory, 0, 2 * PIECE_BYTES, 0, 0);
        assertThat(KernelCalls.hash(memory, 0, 1)).isEqualTo(1);
        describe(memory, 1, 2 * PIECE_BYTES, 0, 0);
        assertThat(KernelCalls.hash(memory, 0, 1)).isEqualTo(-1);
        describe(memory, 0, -1, 0, 0);
        assertThat(KernelCalls.hash(memory, 0, 1)).isEqualTo(-1);
        describe(memory, 0, 65, 0, 1); // the middle of a message is whole blocks
        assertThat(KernelCalls.hash(memory, 0, 1)).isEqualTo(-1);
        assertThat(KernelCalls.hash(memory, 0, 5)).isEqualTo(-1);
        assertThat(KernelCalls.hash(memory, -8, 1)).isEqualTo(-1);
        assertThat(KernelCalls.hash(memory, 0, -1)).isEqualTo(-1);
        assertThat(KernelCalls.hash(ByteBuffer.allocate(256), 0, 1)).isEqualTo(-1);
        HashBatch full = new HashBatch(CallBatch.of(1, 1024), 1);
        full.add(0, 0);
        assertThatThrownBy(() -> full.add(0, 0)).isInstanceOf(IllegalStateException.class);
    }

    /** Ways that are of no use on this machine are tried, too, by a program that has nothing but them. */
    @Test
    @Tag("peers")
    void everyWayOfTheProcessorHashesAsJavaDoes(@TempDir Path directory) throws Exception {
        Path program = directory.resolve("ways");
        assertThat(output("gcc", "-std=gnu11", "-O1", "-o", program.toString(), "src/test/native/ways.c"))
                .isEmpty();
        Map<String, Integer> hashed = new TreeMap<>();
        for (String line : output(program.toString()).lines().toList()) {
            String[] words = line.split(" ");
            int number = Integer.parseInt(words[1]);
            byte[] message = new byte[number];
            for (int i = 0; i < number; i++) {
                message[i] = (byte) (7 * number + 13 * i);
            }
            assertThat(words[2]).as(line).isEqualTo(HexFormat.of().formatHex(sha256(message)));
            hashed.merge(words[0], 1, Integer::sum);
        }
        assertThat(hashed).containsEntry("here", 300);
        assertThat(hashed.values()).containsOnly(300);
    }

    private static String output(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private void assertHashes(List<byte[]> messages) throws Exception {
        int room = messages.stream().mapToInt(message -> message.length + 8).sum();
        CallBatch calls = CallBatch.of(1, room + messages.size() * PIECE_BYTES + 64);
        HashBatch batch = new HashBatch(calls, messages.size());
        for (byte[] message : messages) {
            int at = calls.reserve(message.length);
            calls.memory().put(at, message);
            batch.add(at, message.length);
        }
        batch.carryOut();
        byte[] hashes = new byte[32 * messages.size()];
        for (int i = 0; i < messages.size(); i++) {
            batch.hash(i, hashes, 32 * i);
            assertThat(Arrays.copyOfRange(hashes, 32 * i, 32 * i + 32))
                    .as("%d bytes", messages.get(i).length)
                    .isEqualTo(sha256(messages.get(i)));
        }
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] sha256(byte[] bytes) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(bytes);
    }
}
