package dev.jbuild.cache.store;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Which start of the machine this is: what was not synced in another one may be lost in part. */
public record BootId(String value) {

    /** The id of the present boot. */
    public static BootId current() throws IOException {
        try (InputStream in = new FileInputStream("/proc/sys/kernel/random/boot_id")) {
            return new BootId(new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip());
        }
    }
}
