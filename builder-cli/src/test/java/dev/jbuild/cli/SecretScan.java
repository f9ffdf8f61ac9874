package dev.jbuild.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** Looks for a secret in bytes: as it is, in base64 wherever it begins, in hex, as a URL has it, in UTF-16, and in gzip streams. */
final class SecretScan {
    private static final int MOST_INFLATED_BYTES = 64 << 20; // 64 MiB

    private final Map<String, byte[]> forms = new LinkedHashMap<>();

    SecretScan(String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        forms.put("raw", bytes);
        for (int before = 0; before < 3; before++) {
            byte[] shifted = new byte[before + bytes.length];
            System.arraycopy(bytes, 0, shifted, before, bytes.length);
            String text = Base64.getEncoder().encodeToString(shifted);
            // Without the characters that depend on what stands before and behind.
            text = text.substring(before == 0 ? 0 : before + 1, (shifted.length / 3) * 4);
            forms.put("base64-" + before, text.getBytes(StandardCharsets.US_ASCII));
            String other = text.replace('+', '-').replace('/', '_');
            if (!other.equals(text)) {
                forms.put("base64url-" + before, other.getBytes(StandardCharsets.US_ASCII));
            }
        }
        forms.put("hex", HexFormat.of().formatHex(bytes).getBytes(StandardCharsets.US_ASCII));
        forms.put("HEX", HexFormat.of().withUpperCase().formatHex(bytes).getBytes(StandardCharsets.US_ASCII));
        String url = URLEncoder.encode(secret, StandardCharsets.UTF_8);
        forms.put("url", url.getBytes(StandardCharsets.US_ASCII));
        forms.put("url-path", url.replace("+", "%20").getBytes(StandardCharsets.US_ASCII));
        forms.put("UTF-16LE", secret.getBytes(StandardCharsets.UTF_16LE));
        forms.put("UTF-16BE", secret.getBytes(StandardCharsets.UTF_16BE));
    }

    /** The forms in which it is there. */
    List<String> find(byte[] bytes) {
        List<String> found = new ArrayList<>();
        forms.forEach((form, wanted) -> {
            if (contains(bytes, wanted)) {
                found.add(form);
            }
        });
        for (int at = 0; at + 18 < bytes.length; at++) {
            if (bytes[at] == 0x1f && bytes[at + 1] == (byte) 0x8b && bytes[at + 2] == 8) {
                find(inflate(bytes, at)).forEach(form -> found.add("gzip of " + form));
            }
        }
        return found;
    }

    /** Every file below a directory with the forms in it, and with names that have it. */
    List<String> findBelow(Path directory) throws IOException {
        List<String> found = new ArrayList<>();
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                byte[] name = file.toString().getBytes(StandardCharsets.UTF_8);
                find(name).forEach(form -> found.add(file + " (name): " + form));
                if (attributes.isRegularFile()) {
                    find(Files.readAllBytes(file)).forEach(form -> found.add(file + ": " + form));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }

    private static byte[] inflate(byte[] bytes, int at) {
        List<byte[]> parts = new ArrayList<>();
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes, at, bytes.length - at))) {
            byte[] buffer = new byte[1 << 16];
            int total = 0;
            for (int n = in.read(buffer); n >= 0 && total < MOST_INFLATED_BYTES; n = in.read(buffer)) {
                parts.add(Arrays.copyOf(buffer, n));
                total += n;
            }
        } catch (IOException e) {
            // Three bytes that happen to look like a beginning, or a stream that is cut off: what was read so far
            // counts.
        }
        int length = parts.stream().mapToInt(part -> part.length).sum();
        byte[] all = new byte[length];
        int to = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, to, part.length);
            to += part.length;
        }
        return all;
    }

    private static boolean contains(byte[] bytes, byte[] wanted) {
        for (int at = 0; at + wanted.length <= bytes.length; at++) {
            if (bytes[at] == wanted[0] && Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
                return true;
            }
        }
        return false;
    }
}
